package org.llamajvm.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.output.KnownFigures;
import org.llamajvm.cli.output.ModelLine;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Table;
import org.llamajvm.cli.output.Window;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.find.FoundModel;
import org.llamajvm.hub.find.ModelCatalog;
import org.llamajvm.models.OutlineReader;
import org.llamajvm.models.memory.MachineMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the models on this machine. */
@Command(
    name = "list",
    aliases = "ls",
    description = {
      "Lists the models on this machine, whoever put them there.",
      "It looks in Hugging Face's cache, in those of llama.cpp, LM Studio and ollama, in the"
          + " program's own folder, and in the folders that LLAMA_MODELS names."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama list", "  llama list qwen", "  llama list --json | jq '.[].name'"})
public final class ListCommand implements Callable<Integer> {

  private final Streams streams;
  private final ModelNames names;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "Only models whose names have this in them.")
  private String part;

  @Option(names = "--names", description = "Print the names alone, one a line.")
  private boolean namesOnly;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  /** Gets what to work with. */
  public ListCommand(Streams streams, ModelNames names) {
    this.streams = streams;
    this.names = names;
  }

  /**
   * Loads the classes that headers are read with, by reading those of the model that comes with the
   * program; to be called on a thread of its own, while the arguments are read. Where an earlier
   * list is remembered, there are few headers to read, or none.
   */
  public static void prepare() {
    if (KnownFigures.isKept(Surroundings.current())) {
      return;
    }
    try {
      Optional<Path> model = ModelDirectory.inTheBox();
      if (model.isPresent()) {
        new OutlineReader(MachineMemory.current()).read(model.get());
      }
    } catch (IOException | RuntimeException _) {
      return; // the list says what is wrong with it
    }
  }

  @Override
  public Integer call() {
    // The JVM takes long to say how much memory there is.
    CompletableFuture<MachineMemory> machine =
        CompletableFuture.supplyAsync(MachineMemory::current);
    ModelCatalog catalog = names.catalog();
    List<Map.Entry<String, FoundModel>> chosen =
        catalog.models().entrySet().stream().filter(entry -> fits(entry.getKey())).toList();
    if (namesOnly) {
      chosen.forEach(entry -> streams.out().println(entry.getKey()));
      names.aliases().keySet().stream().filter(this::fits).forEach(streams.out()::println);
      streams.out().flush();
      return ExitCode.DONE;
    }
    catalog.problems().forEach(streams::warn);
    KnownFigures known = KnownFigures.of(names.surroundings(), Version.text());
    OutlineReader reader = new OutlineReader(machine.join());
    List<ModelLine> lines =
        chosen.parallelStream()
            .map(entry -> ModelLine.of(entry.getKey(), entry.getValue(), reader, known))
            .toList();
    known.save();
    if (json) {
      streams.out().println(json(lines));
    } else if (lines.isEmpty()) {
      streams.info(
          part == null
              ? "No model here; llama pull OWNER/NAME fetches one"
              : "No model here has '%s' in its name".formatted(part));
    } else {
      table(lines)
          .lines(streams.outIsTerminal() ? Window.columns() : 0)
          .forEach(streams.out()::println);
    }
    streams.out().flush();
    return ExitCode.DONE;
  }

  private boolean fits(String name) {
    return part == null || name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static Table table(List<ModelLine> lines) {
    Table table = new Table("NAME", "FAMILY", "SIZE", "PARAMS", "BITS", "RUNS", "WHERE");
    for (ModelLine line : lines) {
      table.add(
          line.name(),
          line.family(),
          line.size(),
          line.parameters(),
          line.bits(),
          line.runs(),
          line.model().origin().label());
      line.problem().ifPresent(table::remark);
    }
    return table;
  }

  private static ArrayNode json(List<ModelLine> lines) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ModelLine line : lines) {
      ObjectNode node = array.addObject();
      node.put("name", line.name());
      node.put("origin", line.model().origin().prefix());
      node.put("path", line.model().path().toString());
      node.put("bytes", line.model().bytes());
      line.figures()
          .ifPresent(figures -> {
            node.put("architecture", figures.architecture());
            node.put("parameters", figures.parameters());
            node.put("bits_per_weight", figures.bits());
            node.put("memory_bytes", figures.totalBytes());
          });
      node.put("runs", line.runs());
      line.problem().ifPresent(problem -> node.put("problem", problem));
    }
    return array;
  }
}
