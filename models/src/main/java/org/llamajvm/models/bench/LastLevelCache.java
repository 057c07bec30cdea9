package org.llamajvm.models.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large the processor's last cache is. */
public final class LastLevelCache {

  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG])");
  private static final long USUAL = 64L << 20;

  private LastLevelCache() {}

  /** Its bytes, as Linux says; 64 MiB where nobody says. */
  public static long byteSize() {
    long largest = 0;
    try (DirectoryStream<Path> caches = Files.newDirectoryStream(CACHES, "index*")) {
      for (Path cache : caches) {
        largest = Math.max(largest, parse(Files.readString(cache.resolve("size")).strip()));
      }
    } catch (IOException _) {
      return USUAL;
    }
    return largest == 0 ? USUAL : largest;
  }

  private static long parse(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      return 0;
    }
    int shift = 10 * (1 + "KMG".indexOf(matcher.group(2)));
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
