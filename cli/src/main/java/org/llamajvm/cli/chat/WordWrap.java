package org.llamajvm.cli.chat;

import org.jline.utils.WCWidth;
import org.llamajvm.models.GenerationListener;

/**
 * Breaks the lines of an answer between words where the window ends. What is there of a word is
 * shown at once; when it turns out to be too long for its line, it is taken back and begun anew on
 * the next one. Not safe for use by several threads.
 */
final class WordWrap implements GenerationListener {

  private static final String ESCAPE = "\u001b[";
  private static final int TAB = 8;
  private static final int WIDE = 2;

  private final GenerationListener next;

  /** The last cell of a line stays free: terminals differ in where the cursor is after it. */
  private final int cells;

  private final StringBuilder word = new StringBuilder();
  private int wordCells;
  private int column;

  /**
   * Wraps what another listener shows.
   *
   * @param columns cells of a line of the window
   */
  WordWrap(GenerationListener next, int columns) {
    this.next = next;
    this.cells = columns - 1;
  }

  @Override
  public void onPrompt(int done, int total) {
    next.onPrompt(done, total);
  }

  @Override
  public void onText(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> put(c, shown));
    next.onText(shown.toString());
  }

  private void put(int c, StringBuilder shown) {
    if (c == '\n') {
      shown.append('\n');
      column = 0;
      endWord();
    } else if (Character.isWhitespace(c)) {
      putSpace(c, shown);
    } else {
      putLetter(c, shown);
    }
  }

  private void putSpace(int c, StringBuilder shown) {
    int after = c == '\t' ? (column / TAB + 1) * TAB : column + 1;
    if (after > cells) {
      breakLine(shown);
    } else {
      shown.appendCodePoint(c);
      column = after;
    }
    endWord();
  }

  private void putLetter(int c, StringBuilder shown) {
    int width = Math.max(0, WCWidth.wcwidth(c));
    if (width == WIDE) { // scripts of wide characters have no blanks: lines break anywhere
      endWord();
    }
    if (column + width > cells) {
      if (wordCells > 0 && wordCells < column) {
        shown.append(ESCAPE).append(wordCells).append('D').append(ESCAPE).append('K');
        breakLine(shown);
        shown.append(word);
        column = wordCells;
      } else {
        breakLine(shown);
        endWord();
      }
    }
    shown.appendCodePoint(c);
    column += width;
    word.appendCodePoint(c);
    wordCells += width;
    if (width == WIDE) {
      endWord();
    }
  }

  private void breakLine(StringBuilder shown) {
    shown.append('\n');
    column = 0;
  }

  private void endWord() {
    word.setLength(0);
    wordCells = 0;
  }
}
