package org.llamajvm.models.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The memory of the machine, or of the container that the program runs in.
 *
 * @param totalBytes memory that all programs together may use
 * @param freeBytes of these, memory that nobody uses, not even as a cache of files
 */
public record MachineMemory(long totalBytes, long freeBytes) {

  /** The memory of this machine now. A limit of the control group counts as the machine's size. */
  public static MachineMemory current() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new MachineMemory(system.getTotalMemorySize(), system.getFreeMemorySize());
  }
}
