package org.llamajvm.cli.chat;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line editor whether a turn is complete, and what its words are. */
final class TurnParser implements Parser {

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !Block.isComplete(line)) {
      throw new EOFError(-1, -1, "More lines of this turn are expected");
    }
    List<String> words = new ArrayList<>();
    int index = 0;
    int start = 0;
    int inWord = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || Character.isWhitespace(line.charAt(i))) {
        if (start <= cursor && cursor <= i) {
          index = words.size();
          inWord = cursor - start;
        }
        words.add(line.substring(start, i));
        start = i + 1;
      }
    }
    return new Words(line, cursor, words, index, inWord);
  }

  /** Words between white space. */
  private record Words(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
      implements CompletingParsedLine {

    @Override
    public String word() {
      return words.get(wordIndex);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor;
    }

    @Override
    public int rawWordLength() {
      return word().length();
    }
  }
}
