package org.llamajvm.tokenizer.files;

import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * How many times as long the stages of a tokenizer can make a text, and how many stages there are:
 * a file can ask for replacements that double the text again and again.
 */
final class Growth {

  private static final int MOST_STAGES = 64;
  private static final long MOST = 256;

  private long factor = 1;
  private int stages;

  /**
   * Counts a stage.
   *
   * @param times how many times as long it can make a text
   * @throws ModelException if the stages together do too much
   */
  void stage(JsonObject section, long times) throws ModelException {
    if (++stages > MOST_STAGES) {
      throw TokenizerDialect.notImplemented(
          section, "stage " + stages + " of its kind", "as many as " + MOST_STAGES + " stages");
    }
    factor = times > MOST ? MOST + 1 : factor * Math.max(1, times);
    if (factor > MOST) {
      throw TokenizerDialect.notImplemented(
          section,
          "a stage that could make a text more than " + MOST + " times as long",
          "less growth");
    }
  }
}
