package org.llamajvm.cli.output;

/** Counts of things, for people. */
public final class Plural {

  private Plural() {}

  /** {@code 1 token}, {@code 2 tokens}. */
  public static String of(long count, String thing) {
    return count + " " + (count == 1 ? thing : thing + "s");
  }
}
