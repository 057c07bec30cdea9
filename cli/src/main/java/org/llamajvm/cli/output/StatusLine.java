package org.llamajvm.cli.output;

/**
 * One line of a terminal that is drawn again and again, never wider than the window: a line that
 * wraps could not be drawn over. One thread at a time.
 */
final class StatusLine {

  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;

  private final Streams streams;
  private final int room;
  private int length;

  /**
   * Draws nothing yet.
   *
   * @param columns cells of a line of the window
   */
  StatusLine(Streams streams, int columns) {
    this.streams = streams;
    room = columns - 1; // the last cell would begin the next line
  }

  /** Cells that a line may have. */
  int room() {
    return room;
  }

  /** Draws a text, cut where there is no room for more. */
  void draw(String text) {
    String shown = text.substring(0, Math.min(text.length(), room));
    streams.err().print("\r" + shown + " ".repeat(Math.max(0, length - shown.length())));
    streams.err().flush();
    length = shown.length();
  }

  /**
   * Draws how far something is, with a bar if there is room for one.
   *
   * @param label stands before the bar; may be empty
   * @param figures stand behind it
   */
  void draw(String label, long done, long total, String figures) {
    String before = label.isEmpty() ? "" : label + " ";
    int cells = Math.min(LONGEST_BAR, room - before.length() - figures.length() - 3);
    if (cells < SHORTEST_BAR) {
      draw(before + figures);
      return;
    }
    int filled = (int) (cells * Math.min(done, total) / total);
    draw("%s[%s%s] %s".formatted(before, "#".repeat(filled), ".".repeat(cells - filled), figures));
  }

  /** Wipes the line out; the next text is drawn on it again. */
  void wipe() {
    if (length > 0) {
      streams.err().print("\r" + " ".repeat(length) + "\r");
      streams.err().flush();
      length = 0;
    }
  }
}
