package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.llamajvm.loader.layout.Mxfp4;

/**
 * Rows of MXFP4 whose codes and exponents lie apart, as ggml's blocks.
 *
 * @param codes rows of 16 bytes for each 32 elements, neighbours in a byte
 * @param exponents rows of a byte for each 32 elements
 */
public record Mxfp4Rows(Rows codes, Rows exponents) implements Rows {

  @Override
  public long count() {
    return codes.count();
  }

  @Override
  public long rowBytes() {
    return codes.rowBytes() + exponents.rowBytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ofCodes = arena.allocate(number * codes.rowBytes());
      MemorySegment ofExponents = arena.allocate(number * exponents.rowBytes());
      codes.read(first, number, ofCodes);
      exponents.read(first, number, ofExponents);
      for (long block = 0; block < number * exponents.rowBytes(); block++) {
        Mxfp4.join(ofCodes, ofExponents, block, into, block);
      }
    }
  }

  @Override
  public void check() throws IOException {
    codes.check();
    exponents.check();
  }

  @Override
  public void release() {
    codes.release();
    exponents.release();
  }
}
