package org.llamajvm.cli.output;

import org.llamajvm.format.ForeignText;

/** Labels, each with what it stands for behind it. One thread at a time. */
public final class LabelledText {

  private static final int INDENT = 13;

  private final StringBuilder text = new StringBuilder();
  private final int columns;

  /**
   * No line yet.
   *
   * @param columns cells of a line; 0 for as many as are needed
   */
  public LabelledText(int columns) {
    this.columns = columns;
  }

  /**
   * Adds a label. What it stands for is broken between words so that it fits, with the rest below
   * the first word; a word that is longer than a line stays whole.
   *
   * @param value escaped here
   */
  public void add(String label, Object value) {
    text.append("%-13s".formatted(label));
    int column = INDENT;
    for (String word : ForeignText.escape(value.toString()).split(" ", -1)) {
      if (column > INDENT && columns > 0 && column + 1 + word.length() > columns) {
        text.append(System.lineSeparator()).append(" ".repeat(INDENT));
        column = INDENT;
      } else if (column > INDENT) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    text.append(System.lineSeparator());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
