package org.llamajvm.models.thinking;

/**
 * Tells thought from answer in a text while it is made. A thought comes first or not at all. White
 * space around it is dropped; a text without a thought stays as it is. However the text is cut into
 * pieces, the result is the same. For one thread.
 */
public final class ThinkingSplitter {

  private enum State {
    /** A thought may begin. */
    BEGIN,
    /** In the thought. */
    THINKING,
    /** Behind the thought, where the mark before the answer may be. */
    BETWEEN,
    /** In an answer with a mark behind it. */
    MARKED_ANSWER,
    /** In an answer. */
    ANSWER
  }

  private final ThinkingFormat format;
  private final ThinkingListener listener;
  private final StringBuilder thought = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();

  /** White space, and perhaps the beginning of a mark: not told yet. */
  private final StringBuilder held = new StringBuilder();

  private int space; // of what is held, how much is white space
  private boolean thinks; // whether the thought has text
  private State state;

  /**
   * Begins a text.
   *
   * @param begun whether it begins in a thought
   */
  public ThinkingSplitter(ThinkingFormat format, boolean begun, ThinkingListener listener) {
    this.format = format;
    this.listener = listener;
    state = begun ? State.THINKING : State.BEGIN;
  }

  /** Takes more of the text. */
  public void push(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (state == State.ANSWER) {
        answer.append(text, i, text.length());
        break;
      }
      take(c);
    }
    tell();
  }

  /** The text has ended. */
  public void finish() {
    String mark = held.substring(space);
    switch (state) {
      case BEGIN -> answer.append(held);
      case THINKING -> {
        if (!mark.isEmpty()) {
          thought.append(held, thinks ? 0 : space, held.length());
        }
      }
      case BETWEEN -> answer.append(mark);
      case MARKED_ANSWER -> answer.append(held);
      case ANSWER -> {}
    }
    held.setLength(0);
    space = 0;
    tell();
  }

  private void tell() {
    if (!thought.isEmpty()) {
      listener.thinking(thought.toString());
      thought.setLength(0);
    }
    if (!answer.isEmpty()) {
      listener.answer(answer.toString());
      answer.setLength(0);
    }
  }

  private void take(char c) {
    held.append(c);
    if (held.length() == space + 1 && Character.isWhitespace(c)) {
      space++;
      return;
    }
    String mark = mark();
    while (held.length() > space && !mark.startsWith(held.substring(space))) {
      release();
      if (state == State.ANSWER) {
        answer.append(held);
        held.setLength(0);
        space = 0;
        return;
      }
    }
    if (!mark.isEmpty() && held.length() == space + mark.length()) {
      passed();
    }
  }

  private String mark() {
    return switch (state) {
      case BEGIN -> format.open();
      case THINKING -> format.close();
      case BETWEEN -> format.answerOpen();
      case MARKED_ANSWER -> format.answerClose();
      case ANSWER -> "";
    };
  }

  /** What is held does not begin the mark: its first character is text. */
  private void release() {
    switch (state) {
      case THINKING -> {
        thought.append(held, thinks ? 0 : space, space + 1);
        thinks = true;
        drop();
      }
      case MARKED_ANSWER -> {
        answer.append(held, 0, space + 1);
        drop();
      }
      case BETWEEN -> {
        held.delete(0, space);
        space = 0;
        state = State.ANSWER;
      }
      default -> state = State.ANSWER;
    }
  }

  private void drop() {
    held.delete(0, space + 1);
    space = 0;
    while (space < held.length() && Character.isWhitespace(held.charAt(space))) {
      space++;
    }
  }

  private void passed() {
    held.setLength(0);
    space = 0;
    state =
        switch (state) {
          case BEGIN -> State.THINKING;
          case THINKING -> State.BETWEEN;
          case BETWEEN -> State.MARKED_ANSWER;
          default -> State.ANSWER;
        };
  }
}
