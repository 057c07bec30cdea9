package org.llamajvm.cli.option;

import java.io.IOException;
import java.io.InputStream;

/**
 * A text around a prompt.
 *
 * @param text in which {@code {}} stands for the prompt
 */
public record PromptFrame(String text) {

  private static final String PLACE = "{}";

  /** Nothing around the prompt. */
  public static final PromptFrame NONE = new PromptFrame(PLACE);

  /**
   * Reads a frame from a file, without the line end at its end.
   *
   * @throws IOException if the file cannot be read, is not UTF-8, or has no place for a prompt
   */
  public static PromptFrame read(String file, InputStream standardInput) throws IOException {
    String text = TextSource.withoutLastLineEnd(TextSource.read(file, standardInput));
    if (!text.contains(PLACE)) {
      throw new IOException("No {} for the prompt in " + file);
    }
    return new PromptFrame(text);
  }

  /** The text with the prompt in its place, or in each of its places. */
  public String around(String prompt) {
    return text.replace(PLACE, prompt);
  }
}
