package org.llamajvm.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of mapped files this process has touched. */
final class MappedPages {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String LABEL = "RssFile:";

  private MappedPages() {}

  /** Bytes of mapped files in memory, as Linux says; 0 where nobody says. */
  static long byteSize() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(LABEL)) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
    return 0;
  }
}
