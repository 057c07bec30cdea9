package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ModelCandidates;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.output.LabelledText;
import org.llamajvm.cli.output.ModelReport;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Window;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.ModelSummary;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a model and what lies beside it. */
@Command(
    name = "show",
    description = {
      "Shows a model: what llama inspect shows, and what the program that fetched it keeps beside"
          + " it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama show owner/name", "  llama show ollama:llama3.2:1b --template"})
public final class ShowCommand implements Callable<Integer> {

  private final Streams streams;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      completionCandidates = ModelCandidates.class,
      description = "Name of the model, its directory, or a GGUF file.")
  private String name;

  @Mixin private ModelDirectory model;

  @Option(names = "--template", description = "Print the chat template alone, in its own language.")
  private boolean template;

  /** Gets the streams to work with. */
  public ShowCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    ModelNames.Chosen chosen = model.chosen(name);
    if (template) {
      streams.out().println(template(chosen));
    } else {
      ModelSummary summary =
          ModelSummary.read(chosen.path(), OptionalInt.empty(), ModelOptions.defaults().kvType());
      int columns = streams.outIsTerminal() ? Window.columns() : 0;
      ModelReport report = new ModelReport(summary, MachineMemory.current(), false);
      streams.out().print(report.text(columns) + settings(chosen.settings(), columns));
    }
    streams.out().flush();
    return ExitCode.DONE;
  }

  private static String template(ModelNames.Chosen chosen) throws IOException {
    if (chosen.settings().template().isPresent()) {
      return chosen.settings().template().get();
    }
    Path path = chosen.path();
    try (ModelSource source = ModelSource.open(path)) {
      Optional<ChatTemplate> own = source.chatTemplate();
      return own.map(ChatTemplate::source)
          .orElseThrow(() -> new IOException("The model has no chat template: " + path));
    }
  }

  private static LabelledText settings(StoredSettings settings, int columns) {
    LabelledText text = new LabelledText(columns);
    settings.system().ifPresent(system -> text.add("System", system.strip()));
    new TreeMap<>(settings.numbers())
        .forEach((parameter, value) -> text.add("Parameter", parameter + " " + text(value)));
    settings.stop().forEach(stop -> text.add("Stop", stop));
    settings.template().ifPresent(template -> text.add("Template", described(template)));
    settings.ignored().forEach(ignored -> text.add("Ignored", ignored));
    return text;
  }

  private static String described(String template) {
    try {
      ChatTemplate.ofOllama(template, "");
      return "ollama's, which counts before the file's own; --template prints it";
    } catch (TemplateException e) {
      return "ollama's, which cannot be used: " + e.getMessage();
    }
  }

  private static String text(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
