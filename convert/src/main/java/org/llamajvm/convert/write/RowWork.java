package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.llamajvm.convert.quantize.QuantizationError;

/** Makes the bytes of some rows of a tensor. Has buffers of its own and is used by one thread. */
interface RowWork {

  /**
   * What was made.
   *
   * @param bytes to be appended to the file, valid until the next call
   * @param error what was lost
   */
  record Made(MemorySegment bytes, QuantizationError error) {}

  /**
   * Makes rows {@code first … first + count - 1}.
   *
   * @throws IOException if the rows cannot be read or do not fit their new form
   */
  Made make(long first, int count) throws IOException;
}
