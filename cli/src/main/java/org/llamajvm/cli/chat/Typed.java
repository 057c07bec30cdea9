package org.llamajvm.cli.chat;

import java.util.Optional;

/**
 * A turn, understood.
 *
 * @param word the command, or nothing for a question
 * @param text its argument, or the question
 */
record Typed(Optional<Word> word, String text) {

  /**
   * Reads a turn. What begins with a slash and one word is a command; letters such as {@code q} are
   * commands alone.
   *
   * @throws UnknownWordException if it looks like a command and is none
   */
  static Typed parse(String typed) throws UnknownWordException {
    String text = typed.strip();
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String name = text.substring(0, end);
    Optional<Word> word = Word.of(name);
    boolean slash = name.startsWith("/");
    if (word.isPresent() && (slash || end == text.length())) {
      return new Typed(word, text.substring(end).strip());
    }
    if (slash && name.indexOf('/', 1) < 0) {
      throw new UnknownWordException(name);
    }
    return new Typed(Optional.empty(), Block.text(typed).strip());
  }

  /** A command that there is not. */
  static final class UnknownWordException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownWordException(String name) {
      super("Unknown command '%s'; /help lists them".formatted(name));
    }
  }
}
