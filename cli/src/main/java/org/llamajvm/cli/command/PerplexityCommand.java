package org.llamajvm.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ComputeOptions;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.TextSource;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.cli.output.ProgressBar;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.Perplexity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how well a model predicts a text. */
@Command(
    name = "perplexity",
    description = {
      "Measures how well a model predicts a text.",
      "The text is cut into windows of --context tokens (default: the smaller of 512 and the"
          + " model's context), each starting with BOS; every token of the text is predicted once."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama perplexity --model path/to/model --file story.txt",
      "  llama perplexity -m path/to/model -f story.txt --context 256 --json"
    })
public final class PerplexityCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec command;

  @Mixin private ModelDirectory model;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The text, UTF-8; - for standard input.")
  private String file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private ComputeOptions compute;

  /** Gets the streams to work with. */
  public PerplexityCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (compute.context() != null && compute.context() < 2) {
      throw new ParameterException(
          command.commandLine(), "A window must have 2 tokens or more, not " + compute.context());
    }
    String text = TextSource.read(file, streams.in());
    try (LanguageModel opened = compute.open(model.chosen(), streams);
        Interruption interruption = Interruption.open();
        ProgressBar progress = new ProgressBar(streams, "Perplexity", "tokens")) {
      int[] tokens = opened.tokenizer().encode(text);
      if (tokens.length < 2) {
        throw new IOException("Too little text, nothing to predict: " + file);
      }
      int window = opened.defaultPerplexityWindow();
      Perplexity perplexity =
          opened.perplexity(
              tokens,
              window,
              interruption.cancellation(),
              done -> progress.update(done, tokens.length));
      progress.wipe();
      print(perplexity, window);
      return interruption.cancellation().isCancelled() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  private void print(Perplexity perplexity, int window) {
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("perplexity", perplexity.value());
      node.put("standard_error", perplexity.error());
      node.put("tokens", perplexity.tokens());
      node.put("window", window);
      streams.out().println(node);
    } else {
      streams
          .out()
          .println(
              String.format(
                  Locale.ROOT, "Perplexity: %.4f ± %.4f", perplexity.value(), perplexity.error()));
      streams.info(
          "%s predicted in windows of %d"
              .formatted(Plural.of(perplexity.tokens(), "token"), window));
    }
    streams.out().flush();
  }
}
