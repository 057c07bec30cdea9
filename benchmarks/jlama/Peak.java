import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process, as Linux counts it. */
final class Peak {

  private Peak() {}

  /** Prints the most that was resident at once, and what of it is no mapped file now. */
  static void print() throws IOException {
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM") || line.startsWith("RssAnon"))
        .map(line -> line.replaceAll("\\s+", " "))
        .forEach(System.out::println);
  }
}
