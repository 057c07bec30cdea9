package org.llamajvm.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RowOrderTest {

  @Test
  void halvesOfAHeadAlternate() {
    RowOrder order = new RowOrder(6);
    assertThat(IntStream.range(0, 12).map(order::place))
        .containsExactly(0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11);
    assertThat(IntStream.range(0, 3).map(RowOrder.PLAIN::place)).containsExactly(0, 1, 2);
  }

  @Test
  void headsAreEvenAndDivideTheRows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowOrder(5))
        .withMessage("head size is 5, expected an even number");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new BlockMatrix(
                BlockType.Q8_0, 6, 32, new RowOrder(4), Arena.ofAuto().allocate(6 * 34)))
        .withMessage("heads of 4 do not divide 6 rows");
  }
}
