package org.llamajvm.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.llamajvm.format.ForeignText;

/**
 * Says on a terminal which model is being opened, how much of it has been read and for how long
 * already, once that takes a while. Gone when it is closed.
 */
public final class LoadingNotice implements AutoCloseable {

  private static final String BEGINNING = "Loading ";
  private static final Duration QUIET = Duration.ofMillis(400);
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final int LONGEST_NAME = 40;
  private static final int SHORTEST_NAME = 12;
  private static final List<String> WEIGHTS = List.of(".safetensors", ".gguf");

  private final Path directory;
  private final String name;
  private final long start = System.nanoTime();
  private final long before = MappedPages.byteSize();
  private final StatusLine line;
  private final Thread drawer;

  private LoadingNotice(Streams streams, Path directory, String name) {
    this.directory = directory;
    this.name = ForeignText.escape(name);
    line = new StatusLine(streams, Window.columns());
    drawer = Thread.ofPlatform().daemon().name("llama-loading").unstarted(this::draw);
  }

  /**
   * Begins to wait; nothing is shown where nobody watches.
   *
   * @param directory the model's, or its file
   * @param name what to call it
   */
  public static LoadingNotice open(Streams streams, Path directory, String name) {
    LoadingNotice notice = new LoadingNotice(streams, directory, name);
    if (streams.errIsTerminal()) {
      notice.drawer.start();
    }
    return notice;
  }

  private void draw() {
    try {
      Thread.sleep(QUIET);
      long bytes = bytes();
      String size = bytes == 0 ? "" : " (%s)".formatted(Sizes.text(bytes));
      while (true) {
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        line.draw(fitted(size, "%s, %d s".formatted(share(bytes), seconds)));
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      return; // closed
    }
  }

  /** With as much of the name as there is room for; without the size if that would be little. */
  private String fitted(String size, String figures) {
    int room = line.room() - BEGINNING.length() - figures.length();
    int least = Math.min(SHORTEST_NAME, name.length());
    String shown = room - size.length() < least ? "" : size;
    int most = Math.clamp(room - shown.length(), least, LONGEST_NAME);
    String part = name.length() <= most ? name : name.substring(0, most - 3) + "...";
    return BEGINNING + part + shown + figures;
  }

  /** How much of the files has been read, where the system tells it. */
  private String share(long bytes) {
    long read = MappedPages.byteSize() - before;
    return bytes == 0 || read <= 0 ? "" : ", %d%%".formatted(Math.min(100, 100 * read / bytes));
  }

  private long bytes() {
    if (Files.isRegularFile(directory)) {
      return bytes(List.of(directory));
    }
    try (Stream<Path> files = Files.list(directory)) {
      return bytes(files.filter(LoadingNotice::hasWeights).toList());
    } catch (IOException e) {
      return 0; // the one who opens the model says what is wrong
    }
  }

  private static boolean hasWeights(Path file) {
    return WEIGHTS.stream().anyMatch(file.toString()::endsWith);
  }

  private static long bytes(List<Path> files) {
    try {
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Wipes the line out. */
  @Override
  public void close() {
    drawer.interrupt();
    try {
      drawer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    line.wipe();
  }
}
