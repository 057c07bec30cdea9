package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.output.PullProgress;
import org.llamajvm.cli.output.Sizes;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Window;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.ModelReference;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.PulledRepositories;
import org.llamajvm.hub.pull.HubOptions;
import org.llamajvm.hub.pull.ModelPull;
import org.llamajvm.hub.pull.ProxyVariables;
import org.llamajvm.hub.pull.PullListener;
import org.llamajvm.hub.pull.PulledModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a model from a hub. */
@Command(
    name = "pull",
    description = {
      "Fetches a model from a Hugging Face hub into the cache that Hugging Face's programs use.",
      "Only files that are needed are fetched; what an earlier pull has left is used. The sum of"
          + " every file is checked. HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and"
          + " HF_HUB_OFFLINE count as they do there."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama pull HuggingFaceTB/SmolLM2-360M-Instruct",
      "  llama pull bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
      "  llama pull owner/name --revision v1.0"
    })
public final class PullCommand implements Callable<Integer> {

  private static final int SHORT_COMMIT = 7;

  private final Streams streams;
  private final Surroundings surroundings;
  private final ModelNames names;

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "OWNER/NAME[:QUANT]",
      description =
          "The repository; of one with several models in GGUF, which one. Default: Q4_K_M or what"
              + " is nearest to it.")
  private String name;

  @Option(
      names = "--revision",
      paramLabel = "REVISION",
      description = "Branch, tag or commit. Default: main.")
  private String revision;

  /** Gets what to work with. */
  public PullCommand(Streams streams, Surroundings surroundings, ModelNames names) {
    this.streams = streams;
    this.surroundings = surroundings;
    this.names = names;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ModelReference reference = reference();
    CacheDirectory cache =
        CacheDirectory.of(surroundings)
            .orElseThrow(() ->
                new HubException(
                    HubException.Kind.NO_ROOM,
                    "There is no home directory to keep models in; set HF_HOME to a directory"));
    ModelPull pull =
        new ModelPull(HubOptions.of(surroundings), cache, ProxyVariables.of(surroundings));
    Path folder = cache.repository(reference.repository()).folder();
    Runnable own =
        Files.exists(folder) ? () -> {} : () -> new PulledRepositories(surroundings).add(folder);
    PulledModel pulled;
    try (PullProgress progress = new PullProgress(streams, name, Window.columns())) {
      pulled = pull.pull(reference, new Owning(progress, own));
    }
    streams.info(told(name, nameHere(pulled), pulled));
    streams.out().println(pulled.path());
    streams.out().flush();
    return ExitCode.DONE;
  }

  /** The name by which the model runs: that of the repository may fit several. */
  private String nameHere(PulledModel pulled) {
    return names.catalog().models().entrySet().stream()
        .filter(entry -> entry.getValue().path().equals(pulled.path()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(pulled.path().toString());
  }

  /** Says what came, from whom, and how to run it. */
  static String told(String name, String nameHere, PulledModel pulled) {
    String fetched = Sizes.text(pulled.fetched());
    String awaited = Sizes.text(pulled.awaited());
    String what;
    if (pulled.fetched() > 0) {
      String other = pulled.awaited() > 0 ? ", and another pull fetched %s".formatted(awaited) : "";
      what = "Fetched %s: %s%s".formatted(name, fetched, other);
    } else if (pulled.awaited() > 0) {
      what = "Another pull has fetched %s: %s".formatted(name, awaited);
    } else {
      what = "All of %s is here already".formatted(name);
    }
    String commit = pulled.commit().substring(0, SHORT_COMMIT);
    return "%s (commit %s); llama run %s".formatted(what, commit, nameHere);
  }

  private ModelReference reference() {
    try {
      ModelReference reference =
          ModelReference.parse(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "Not the name of a model on a hub, OWNER/NAME or OWNER/NAME:QUANT: " + name));
      return revision == null ? reference : reference.at(revision);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Remembers before the first byte comes that a repository is this program's: the pull may be
   * killed. What another program has begun stays that program's.
   *
   * @param progress is told everything
   * @param own remembers it
   */
  private record Owning(PullListener progress, Runnable own) implements PullListener {

    @Override
    public void onStart() {
      own.run();
    }

    @Override
    public void onPlan(int files, long bytes, long there) {
      progress.onPlan(files, bytes, there);
    }

    @Override
    public void onBytes(long bytes) {
      progress.onBytes(bytes);
    }

    @Override
    public void onNotice(String sentence) {
      progress.onNotice(sentence);
    }
  }
}
