package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopFilterTest {

  @Test
  void letsTextThroughAtOnceWithoutStops() {
    StopFilter filter = new StopFilter(List.of());
    assertThat(filter.push("one ")).isEqualTo("one ");
    assertThat(filter.push("two")).isEqualTo("two");
    assertThat(filter.finish()).isEmpty();
    assertThat(filter.isStopped()).isFalse();
  }

  @Test
  void endsBeforeAStopThatStraddlesPieces() {
    StopFilter filter = new StopFilter(List.of("\nUser:"));
    assertThat(filter.push("Hello.\n")).isEqualTo("Hello.");
    assertThat(filter.push("Us")).isEmpty();
    assertThat(filter.isStopped()).isFalse();
    assertThat(filter.push("er: more")).isEmpty();
    assertThat(filter.isStopped()).isTrue();
    assertThat(filter.push("never")).isEmpty();
    assertThat(filter.finish()).isEmpty();
  }

  @Test
  void releasesWhatTurnsOutToBeNoStop() {
    StopFilter filter = new StopFilter(List.of("END"));
    assertThat(filter.push("xE")).isEqualTo("x");
    assertThat(filter.push("N")).isEmpty();
    assertThat(filter.push("E")).isEqualTo("EN");
    assertThat(filter.finish()).isEqualTo("E");
  }

  @Test
  void holdsBackTheLongestBeginningOfAnyStop() {
    StopFilter filter = new StopFilter(List.of("abcd", "cde"));
    assertThat(filter.push("xabc")).isEqualTo("x");
    assertThat(filter.push("de")).isEmpty();
    assertThat(filter.isStopped()).isTrue();
  }

  @Test
  void findsAStopThatRepeatsItsBeginning() {
    StopFilter filter = new StopFilter(List.of("aab"));
    assertThat(filter.push("aa")).isEmpty();
    assertThat(filter.push("a")).isEqualTo("a");
    assertThat(filter.push("b")).isEmpty();
    assertThat(filter.isStopped()).isTrue();
  }

  @Test
  void takesTheFirstOfSeveralStops() {
    StopFilter filter = new StopFilter(List.of("later", "x"));
    assertThat(filter.push("see x or later")).isEqualTo("see ");
    assertThat(filter.isStopped()).isTrue();
  }
}
