package org.llamajvm.engine.backend;

import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Why vector kernels cannot run in this JVM.
 *
 * @param cause what is missing
 * @param cure what to do about it
 */
record Obstacle(String cause, String cure) {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** One word: only the launcher takes two, not the variables that a JVM reads by itself. */
  private static final String ADD_MODULE = "--add-modules=" + VECTOR_MODULE;

  private static final int NARROWEST_BITS = 128;

  /**
   * Looks at a JVM.
   *
   * @param bits how wide its vectors are; asked for if the module is there
   */
  static Optional<Obstacle> find(IntSupplier bits) {
    boolean module = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    return find(module, JitCompiler.restriction(), Avx.ofThisJvm(), bits, LaunchStyle.ofThisJvm());
  }

  /**
   * Decides.
   *
   * @param module whether the module of the Vector API is there
   * @param restriction of the compiler
   * @param avx whether it is used
   * @param bits of a vector, asked for if the module is there
   * @param style where a cure is written
   */
  static Optional<Obstacle> find(
      boolean module, Optional<String> restriction, Avx avx, IntSupplier bits, LaunchStyle style) {
    if (!module) {
      return Optional.of(
          new Obstacle(
              "the module %s is not there".formatted(VECTOR_MODULE), style.toAdd(ADD_MODULE)));
    }
    if (restriction.isPresent()) {
      return Optional.of(
          new Obstacle(
              "this JVM does not compile with C2, because of " + restriction.get(),
              style.toRemove(restriction.get())));
    }
    if (avx != Avx.USED) {
      return Optional.of(
          new Obstacle(
              "this JVM does without AVX",
              avx == Avx.SWITCHED_OFF
                  ? style.toRemove("options such as -XX:UseAVX and -XX:UseSSE")
                  : "use a processor with AVX, or let its virtual machine show it"));
    }
    int width = bits.getAsInt();
    return width < NARROWEST_BITS
        ? Optional.of(
            new Obstacle(
                "this JVM prefers vectors of %d bits, at least %d are needed"
                    .formatted(width, NARROWEST_BITS),
                style.toRemove("options such as -XX:MaxVectorSize")))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "%s; %s".formatted(cause, cure);
  }
}
