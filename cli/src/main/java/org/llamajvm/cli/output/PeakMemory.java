package org.llamajvm.cli.output;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most memory that this process has used.
 *
 * @param bytes how much
 * @param resident whether that is all of the process, mapped weights included, as the system counts
 *     it; else it is the JVM's own pools alone
 */
public record PeakMemory(long bytes, boolean resident) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String HIGH_WATER_MARK = "VmHWM:";

  /** Measures it now. */
  public static PeakMemory measure() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(HIGH_WATER_MARK)) {
          String kibibytes = line.substring(HIGH_WATER_MARK.length()).replace("kB", "").strip();
          return new PeakMemory(Long.parseLong(kibibytes) << 10, true);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return new PeakMemory(pools(), false);
    }
    return new PeakMemory(pools(), false);
  }

  private static long pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  @Override
  public String toString() {
    return resident ? Sizes.text(bytes) : Sizes.text(bytes) + " (JVM only, weights not counted)";
  }
}
