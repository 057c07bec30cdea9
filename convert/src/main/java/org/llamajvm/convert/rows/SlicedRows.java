package org.llamajvm.convert.rows;

import java.io.IOException;
import java.util.List;

/** A matrix that is put together from slices. */
sealed interface SlicedRows extends Rows permits AdjoinedRows, StackedRows {

  /** The slices, at least one. */
  List<Rows> slices();

  @Override
  default void check() throws IOException {
    for (Rows slice : slices()) {
      slice.check();
    }
  }

  @Override
  default void release() {
    slices().forEach(Rows::release);
  }
}
