package org.llamajvm.engine.backend;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether the compiler that turns calls of the Vector API into instructions is at work. That is C2,
 * or Graal in its place. Without it each call allocates and runs a lambda for each lane.
 */
public final class JitCompiler {

  private static final int FULL = 4;

  private JitCompiler() {}

  /** What keeps this JVM from compiling in full: options, as they are written; empty if nothing. */
  public static Optional<String> restriction() {
    try {
      HotSpotDiagnosticMXBean flags =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return flags == null
          ? Optional.of("a JVM without C2, " + System.getProperty("java.vm.name"))
          : restriction(
              name -> flags.getVMOption(name).getValue(), System.getProperty("java.vm.info"));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a flag that this JVM has not got restricts nothing
    }
  }

  /**
   * What restricts a JVM with such flags.
   *
   * @param flag gives the value of a flag
   * @param mode how the JVM says that it executes
   */
  static Optional<String> restriction(Function<String, String> flag, String mode) {
    if (mode.startsWith("interpreted")) {
      return Optional.of("-Xint");
    }
    int level = Integer.parseInt(flag.apply("TieredStopAtLevel"));
    if (level < FULL) {
      return Optional.of("-XX:TieredStopAtLevel=" + level);
    }
    if (!Boolean.parseBoolean(flag.apply("UseCompiler"))) {
      return Optional.of("-XX:-UseCompiler");
    }
    return mode.contains("emulated-client")
        ? Optional.of("-XX:CompilationMode=quick-only")
        : Optional.empty();
  }
}
