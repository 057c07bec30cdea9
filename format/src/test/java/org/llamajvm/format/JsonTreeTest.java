package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JsonTreeTest {

  private final AtomicInteger values = new AtomicInteger();

  @Test
  void eachValueIsAnnouncedOnce() throws Exception {
    Object tree =
        JsonTree.read(
            "{\"a\": [1, \"x\", null], \"b\": {}}", Integer::valueOf, values::incrementAndGet);

    assertThat(tree).hasToString("{a=[1, x, null], b={}}");
    assertThat(values).hasValue(6);
  }

  @Test
  void readingEndsWhereTheAnnouncementFails() {
    Runnable third =
        () -> {
          if (values.incrementAndGet() == 3) {
            throw new UnsupportedOperationException("enough");
          }
        };

    assertThatThrownBy(() -> JsonTree.read("[1, 2, 3, 4, 5]", Integer::valueOf, third))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
