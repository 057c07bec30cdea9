package org.llamajvm.tokenizer.sentencepiece;

import java.nio.charset.StandardCharsets;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;
import org.llamajvm.tokenizer.pipeline.PrefixTrie;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Normalization;

/**
 * What SentencePiece does to text before it merges: rules, whitespace, the dummy prefix. The result
 * is one word. Its source is the library's {@code normalizer.cc}.
 */
final class SentencePieceNormalizer implements PreTokenizer {

  private final Normalization settings;
  private final CharsMap rules;
  private final PrefixTrie userDefined; // values are lengths in chars
  private final boolean whitespaceAsSuffix;
  private final boolean prefixEverywhere;
  private final char space;

  /**
   * @param prefixEverywhere whether text that follows a special token gets a dummy prefix as well
   */
  SentencePieceNormalizer(ModelFile model, PrefixTrie userDefined, boolean prefixEverywhere) {
    settings = model.normalization();
    whitespaceAsSuffix = model.whitespaceAsSuffix();
    rules = settings.rules();
    this.userDefined = userDefined;
    this.prefixEverywhere = prefixEverywhere;
    space = settings.escapeWhitespaces() ? '\u2581' : ' ';
  }

  @Override
  public void split(String text, boolean atStart, Words out) {
    Scanner scanner = new Scanner(text);
    if (settings.removeExtraWhitespaces()) {
      while (!scanner.atEnd() && scanner.peek().equals(" ")) {
        scanner.pass();
      }
    }
    if (scanner.atEnd()) {
      return;
    }
    boolean dummy = settings.dummyPrefix() && (prefixEverywhere || atStart);
    StringBuilder normalized = new StringBuilder(text.length() + 1);
    if (dummy && !whitespaceAsSuffix) {
      normalized.append(space);
    }
    boolean afterSpace = settings.removeExtraWhitespaces();
    for (; !scanner.atEnd(); scanner.pass()) {
      String part = scanner.peek();
      int from = 0;
      while (afterSpace && from < part.length() && part.charAt(from) == ' ') {
        from++;
      }
      for (int i = from; i < part.length(); i++) {
        normalized.append(part.charAt(i) == ' ' ? space : part.charAt(i));
      }
      if (from < part.length()) {
        afterSpace = settings.removeExtraWhitespaces() && part.endsWith(" ");
      }
    }
    if (settings.removeExtraWhitespaces()) {
      int length = normalized.length();
      while (length > 0 && normalized.charAt(length - 1) == space) {
        length--;
      }
      normalized.setLength(length);
    }
    if (dummy && whitespaceAsSuffix) {
      normalized.append(space);
    }
    out.word(normalized.toString(), atStart);
  }

  /** Goes through a text by user-defined pieces, rules, and characters, the first that fits. */
  private final class Scanner {
    private final String text;
    private final byte[] utf8; // the same text; empty if there are no rules
    private int index; // in text
    private int offset; // in utf8
    private int nextIndex;
    private int nextOffset;

    Scanner(String text) {
      this.text = text;
      utf8 = rules.isEmpty() ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    boolean atEnd() {
      return index == text.length();
    }

    /** What the next part of the text becomes. */
    String peek() {
      nextIndex = index;
      nextOffset = offset;
      int length = userDefined.longestAt(text, index);
      if (length > 0) {
        while (nextIndex < index + length) {
          step();
        }
        return text.substring(index, nextIndex);
      }
      long rule = rules.longestAt(utf8, offset);
      if (rule == 0) {
        step();
        return text.substring(index, nextIndex);
      }
      int end = offset + (int) (rule >>> 32);
      while (nextOffset < end) {
        step();
      }
      return rules.replacement((int) rule);
    }

    /** Goes behind what {@link #peek} looked at. */
    void pass() {
      index = nextIndex;
      offset = nextOffset;
    }

    private void step() {
      int c = text.codePointAt(nextIndex);
      nextIndex += Character.charCount(c);
      nextOffset += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
  }
}
