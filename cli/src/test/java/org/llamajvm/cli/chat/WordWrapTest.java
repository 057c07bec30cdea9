package org.llamajvm.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a window of ten columns, as a terminal would show them. */
class WordWrapTest {

  private final Screen screen = new Screen();
  private final WordWrap wrap = new WordWrap(screen::show, 10);

  private List<String> shown(String... pieces) {
    for (String piece : pieces) {
      wrap.onText(piece);
    }
    return screen.lines.stream().map(StringBuilder::toString).toList();
  }

  @Test
  void takesAWordToTheNextLine() {
    assertThat(shown("one two three")).containsExactly("one two ", "three");
  }

  @Test
  void takesBackWhatIsShownOfAWord() {
    assertThat(shown("one two th", "ree", " four")).containsExactly("one two ", "three ", "four");
  }

  @Test
  void breaksAWordThatIsLongerThanTheWindow() {
    assertThat(shown("a 0123456789012")).containsExactly("a ", "012345678", "9012");
  }

  @Test
  void breaksAnywhereBetweenWideCharacters() {
    assertThat(shown("a東京都大学前")).containsExactly("a東京都大", "学前");
  }

  @Test
  void keepsTheLinesOfTheText() {
    assertThat(shown("one\n\ntwo\n")).containsExactly("one", "", "two", "");
    assertThat(shown("- 2345678 x")).endsWith("- 2345678", "x");
  }

  /** A terminal that knows how to go back, to erase to the end of the line and to begin a line. */
  private static final class Screen {

    private static final String BACK = "\u001b[";
    private static final String ERASE = "\u001b[K";

    final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));

    void show(String text) {
      int i = 0;
      while (i < text.length()) {
        StringBuilder line = lines.getLast();
        if (text.startsWith(BACK, i)) {
          int end = text.indexOf('D', i);
          line.setLength(line.length() - Integer.parseInt(text, i + BACK.length(), end, 10));
          i = end + 1 + ERASE.length();
        } else if (text.charAt(i) == '\n') {
          lines.add(new StringBuilder());
          i++;
        } else {
          line.append(text.charAt(i++));
        }
      }
    }
  }
}
