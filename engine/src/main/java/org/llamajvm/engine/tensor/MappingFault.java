package org.llamajvm.engine.tensor;

/**
 * What HotSpot throws when mapped memory is read that has no file behind it any more, or one that
 * cannot be read: the file was cut off, or its disk failed.
 */
public final class MappingFault {

  /** What the messages of these errors say; no other error of the JVM does. */
  private static final String SIGN = "unsafe memory access";

  private MappingFault() {}

  /** Whether a failure, or what caused it, is such an error. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InternalError
          && cause.getMessage() != null
          && cause.getMessage().contains(SIGN)) {
        return true;
      }
    }
    return false;
  }
}
