package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.config.ConfigFile;
import org.llamajvm.cli.output.LabelledText;
import org.llamajvm.cli.output.Sizes;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Table;
import org.llamajvm.cli.output.Window;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.JitCompiler;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.probe.MachineProbe;
import org.llamajvm.engine.probe.MachineSpeed;
import org.llamajvm.engine.probe.Probe;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.models.bench.LastLevelCache;
import org.llamajvm.models.memory.MachineMemory;
import picocli.CommandLine.Command;

/** Says what this machine can do. */
@Command(
    name = "doctor",
    description = {
      "Says what this machine can do for models, and what stands in the way.",
      "It measures how fast memory is read and numbers are multiplied, which takes a few seconds."
          + " A model writes no faster than its weights are read; how fast it reads a prompt is told by"
          + " the arithmetic in float32, which 4-bit kernels may beat."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama doctor"})
public final class DoctorCommand implements Callable<Integer> {

  private static final int[] BILLIONS = {1, 3, 8, 14, 32, 70};
  private static final double BITS = 4.5;
  private static final double GIB = 1L << 30;
  private static final int CACHES_TO_READ = 5;
  private static final long MOST_TO_READ = 1L << 30;
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private final Streams streams;
  private final Surroundings surroundings;
  private final BenchCommand.Probes probes;
  private final List<String> advice = new ArrayList<>();

  /** Gets what to work with. */
  public DoctorCommand(Streams streams, Surroundings surroundings) {
    this(streams, surroundings, MachineProbe::new);
  }

  /** Gets another way to find out how fast the machine is, too. */
  public DoctorCommand(Streams streams, Surroundings surroundings, BenchCommand.Probes probes) {
    this.streams = streams;
    this.surroundings = surroundings;
    this.probes = probes;
  }

  @Override
  public Integer call() {
    MachineMemory memory = MachineMemory.current();
    row(
        "Java",
        "%s (%s), %s"
            .formatted(
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.home")));
    row("Compiler", JitCompiler.restriction().map(why -> "no C2, because of " + why).orElse("C2"));
    row("System", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    row(
        "Memory",
        "%s, of which %s are free"
            .formatted(Sizes.text(memory.totalBytes()), Sizes.text(memory.freeBytes())));
    row("Huge pages", hugePages());
    row("Models", place());
    row("Config", config());
    int threads = Runtime.getRuntime().availableProcessors();
    try (Backend backend = Backend.open(KernelChoice.AUTO, threads)) {
      row("Kernels", backend.description());
      if (!backend.description().contains("Vector")) {
        advice.add("Scalar kernels run, many times slower than vector kernels: see Kernels above");
      }
      MachineSpeed speed = measure(backend, memory);
      row("Reading", "%.1f GB a second, by all threads".formatted(speed.bytesPerSecond() / 1e9));
      row(
          "Arithmetic",
          "%.1f billion float32 multiplications and additions a second"
              .formatted(speed.multiplyAddsPerSecond() / 1e9));
      streams.out().println();
      table(speed, memory).lines(columns()).forEach(streams.out()::println);
    }
    streams.out().flush();
    advice.forEach(streams::warn);
    return ExitCode.DONE;
  }

  private void row(String label, String value) {
    LabelledText text = new LabelledText(columns());
    text.add(label, value);
    streams.out().print(text);
    streams.out().flush();
  }

  private int columns() {
    return streams.outIsTerminal() ? Window.columns() : 0;
  }

  private MachineSpeed measure(Backend backend, MachineMemory memory) {
    long bytes =
        Math.min(
            Math.min(MOST_TO_READ, memory.totalBytes() / 8),
            CACHES_TO_READ * LastLevelCache.byteSize());
    try (Probe probe = probes.open(backend, Math.max(1 << 20, bytes))) {
      return probe.measure();
    }
  }

  private static Table table(MachineSpeed speed, MachineMemory memory) {
    Table table = new Table("4-BIT MODEL", "WEIGHTS", "RUNS", "WRITES AT MOST", "READS ABOUT");
    for (int billions : BILLIONS) {
      double parameters = billions * 1e9;
      double bytes = parameters * BITS / 8;
      boolean fits = bytes < 0.9 * memory.totalBytes();
      table.add(
          "%d billion".formatted(billions),
          "%.1f GiB".formatted(bytes / GIB),
          fits ? "yes" : "slowly",
          fits ? rate(speed.bytesPerSecond() / bytes) : "what the disk gives",
          rate(speed.multiplyAddsPerSecond() / parameters));
    }
    return table;
  }

  private static String rate(double tokens) {
    return String.format(Locale.ROOT, tokens < 10 ? "%.1f tokens/s" : "%.0f tokens/s", tokens);
  }

  /** The one of several words that stands in brackets. */
  private String hugePages() {
    try {
      String text = Files.readString(HUGE_PAGES).strip();
      String chosen = text.replaceAll(".*\\[(.*)\\].*", "$1");
      if (chosen.equals("never")) {
        advice.add(
            "The system gives no huge pages; 'echo madvise >"
                + " /sys/kernel/mm/transparent_hugepage/enabled' as root makes prompts a little"
                + " faster");
      }
      return chosen;
    } catch (IOException _) {
      return "the system does not say";
    }
  }

  private String place() {
    Optional<CacheDirectory> cache = CacheDirectory.of(surroundings);
    if (cache.isEmpty()) {
      advice.add("There is no home directory to keep models in; set HF_HOME to a directory");
      return "nowhere";
    }
    Path path = cache.get().path().toAbsolutePath();
    Path there = path;
    while (there.getParent() != null && Files.notExists(there)) {
      there = there.getParent();
    }
    try {
      FileStore store = Files.getFileStore(there);
      if (!Files.isWritable(there)) {
        advice.add("%s cannot be written, so nothing can be pulled".formatted(there));
      }
      return "%s, %s free".formatted(path, Sizes.text(store.getUsableSpace()));
    } catch (IOException e) {
      return "%s (%s)".formatted(path, e.getMessage());
    }
  }

  private String config() {
    Optional<Path> path = ConfigFile.path(surroundings);
    return path.map(file -> file + (Files.exists(file) ? "" : ", which is not there"))
        .orElse("none");
  }
}
