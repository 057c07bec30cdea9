package org.llamajvm.engine.backend;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether x86 processors are used with AVX. With SSE alone the vectors have 128 bits as well, but
 * C2 has no instructions for some of what the kernels do with them, and they are slower than scalar
 * ones.
 */
enum Avx {

  /** It is used, or the processor is of another kind. */
  USED,

  /** An option of the JVM switches it off. */
  SWITCHED_OFF,

  /** The processor has none, or its virtual machine hides it. */
  MISSING;

  private static final String LEVEL = "UseAVX";

  /** In this JVM. */
  static Avx ofThisJvm() {
    HotSpotDiagnosticMXBean flags =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return of(name -> {
      try {
        return Optional.ofNullable(flags).map(all -> all.getVMOption(name));
      } catch (IllegalArgumentException e) {
        return Optional.empty(); // a JVM for another kind of processor
      }
    });
  }

  /**
   * In a JVM with such flags.
   *
   * @param flag gives a flag, if the JVM has it
   */
  static Avx of(Function<String, Optional<VMOption>> flag) {
    if (flag.apply(LEVEL).filter(level -> level.getValue().equals("0")).isEmpty()) {
      return USED;
    }
    boolean asked =
        Stream.of(LEVEL, "UseSSE")
            .flatMap(name -> flag.apply(name).stream())
            .anyMatch(option -> option.getOrigin() != VMOption.Origin.DEFAULT);
    return asked ? SWITCHED_OFF : MISSING;
  }
}
