package org.llamajvm.cli.chat;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Tells the line editor whether a turn is complete, and what its words are; after a command that
 * takes a file, all the rest is one word, because names of files may have blanks.
 */
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
      boolean isName = !words.isEmpty() && takesFile(words.getFirst());
      if (i == line.length() || (Character.isWhitespace(line.charAt(i)) && !isName)) {
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

  private static boolean takesFile(String command) {
    return Word.of(command).filter(Word::takesFile).isPresent();
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
