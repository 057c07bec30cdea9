package org.llamajvm.models.constraint.automaton;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time that the current thread has computed, so that a busy machine changes nothing. The JVM
 * does not measure it for virtual threads: there it is the time that passes.
 */
final class ThreadTime {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Nanoseconds since some moment; to be compared with others of the same thread. */
  long nanos() {
    boolean measured =
        !Thread.currentThread().isVirtual()
            && threads.isCurrentThreadCpuTimeSupported()
            && threads.isThreadCpuTimeEnabled();
    return measured ? threads.getCurrentThreadCpuTime() : System.nanoTime();
  }
}
