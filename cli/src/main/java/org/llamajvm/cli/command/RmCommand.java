package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ModelCandidates;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.option.Utf8Lines;
import org.llamajvm.cli.output.Sizes;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.format.ForeignText;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.RepositoryName;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.CachedRepository;
import org.llamajvm.hub.cache.PulledRepositories;
import org.llamajvm.hub.find.FoundModel;
import org.llamajvm.hub.find.ModelCatalog;
import org.llamajvm.hub.find.Origin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a model. */
@Command(
    name = "rm",
    description = {
      "Deletes a model, after it has asked.",
      "What another program has fetched is deleted with --force only."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama rm owner/name:Q4_K_M", "  llama rm ollama:llama3.2:1b --force --yes"})
public final class RmCommand implements Callable<Integer> {

  private final Streams streams;
  private final Surroundings surroundings;
  private final ModelNames names;

  @Parameters(
      paramLabel = "MODEL",
      completionCandidates = ModelCandidates.class,
      description = "Name of the model, as llama list shows it.")
  private String name;

  @Option(
      names = {"-f", "--force"},
      description = "Also if another program keeps it, or it comes with this one.")
  private boolean force;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  /** Gets what to work with. */
  public RmCommand(Streams streams, Surroundings surroundings, ModelNames names) {
    this.streams = streams;
    this.surroundings = surroundings;
    this.names = names;
  }

  @Override
  public Integer call() throws IOException {
    FoundModel model = names.found(name);
    ModelCatalog catalog = names.catalog();
    if (!force && !isOurs(model)) {
      throw new HubException(
          HubException.Kind.FORBIDDEN,
          "%s was not fetched by this program but belongs to %s (%s); --force deletes it all the same"
              .formatted(model.fullName(), model.origin().label(), model.root()));
    }
    if (!yes && !isAgreed(model)) {
      streams.info("Nothing is deleted");
      return ExitCode.BAD_INPUT;
    }
    long freed = delete(model, catalog);
    streams.info("Deleted %s, %s".formatted(model.fullName(), Sizes.text(freed)));
    return ExitCode.DONE;
  }

  private boolean isOurs(FoundModel model) {
    return switch (model.origin()) {
      case HUGGING_FACE -> new PulledRepositories(surroundings).contains(model.root());
      case OWN -> ModelCatalog.ownFolder(surroundings).filter(model.root()::equals).isPresent();
      case LLAMA_CPP, LM_STUDIO, OLLAMA, FOLDER -> false;
    };
  }

  private boolean isAgreed(FoundModel model) throws IOException {
    if (!streams.inIsTerminal()) {
      throw new HubException(
          HubException.Kind.FORBIDDEN,
          "Nobody can be asked whether to delete %s; --yes answers".formatted(model.fullName()));
    }
    streams
        .err()
        .print(
            streams.fitted(
                ForeignText.escape(
                    "Delete %s (%s in %s)? [y/N] "
                        .formatted(model.fullName(), Sizes.text(model.bytes()), model.root()))));
    streams.err().flush();
    String answer = new Utf8Lines(streams.in()).readLine();
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  private long delete(FoundModel model, ModelCatalog catalog) throws IOException {
    try {
      return deleteFiles(model, catalog);
    } catch (AccessDeniedException e) {
      throw new HubException(
          HubException.Kind.FORBIDDEN, "No permission to delete " + e.getFile(), e);
    }
  }

  private long deleteFiles(FoundModel model, ModelCatalog catalog) throws IOException {
    if (model.origin() == Origin.HUGGING_FACE) {
      CacheDirectory cache = new CacheDirectory(model.root().getParent());
      RepositoryName repository =
          RepositoryName.ofFolder(model.root().getFileName().toString()).orElseThrow();
      CachedRepository cached = cache.repository(repository);
      long freed = cached.delete(snapshot(cached, model.path()), model.files());
      if (Files.notExists(model.root())) {
        new PulledRepositories(surroundings).remove(model.root());
      }
      return freed;
    }
    long freed = 0;
    for (Path file : catalog.ownFiles(model)) {
      boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
      freed += isFile ? Files.size(file) : 0;
      Files.deleteIfExists(file);
      deleteEmpty(file.getParent(), keeping(model, file));
    }
    return freed;
  }

  /** The directory that stays although nothing may be left in it. */
  private static Path keeping(FoundModel model, Path file) {
    return switch (model.origin()) {
      case OLLAMA -> model.root().resolve(model.root().relativize(file).getName(0));
      case LM_STUDIO -> model.root().getParent().getParent();
      case OWN, HUGGING_FACE, LLAMA_CPP, FOLDER -> model.root();
    };
  }

  /** The directory of the commit that a file or directory is in. */
  private static Path snapshot(CachedRepository repository, Path path) {
    Path all = repository.folder().resolve("snapshots");
    return all.resolve(all.relativize(path).getName(0));
  }

  /** Deletes a directory in which nothing is left, and those above it, up to the root. */
  private static void deleteEmpty(Path directory, Path root) throws IOException {
    Path empty = directory;
    while (empty != null && empty.startsWith(root) && !empty.equals(root)) {
      try (Stream<Path> entries = Files.list(empty)) {
        if (entries.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(empty);
      empty = empty.getParent();
    }
  }
}
