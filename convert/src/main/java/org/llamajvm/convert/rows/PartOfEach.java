package org.llamajvm.convert.rows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The same stretch of rows out of each of several equal parts of a matrix.
 *
 * @param whole the matrix
 * @param period rows of a part; divides the rows of the matrix
 * @param from first row of the stretch, within a part
 * @param length rows of the stretch
 */
public record PartOfEach(Rows whole, long period, long from, long length) implements Rows {

  @Override
  public long count() {
    return whole.count() / period * length;
  }

  @Override
  public long rowBytes() {
    return whole.rowBytes();
  }

  @Override
  public void read(long first, long number, MemorySegment into) throws IOException {
    Objects.checkFromIndexSize(first, number, count());
    for (long done = 0; done < number; ) {
      long row = first + done;
      long within = row % length;
      long step = Math.min(length - within, number - done);
      long source = row / length * period + from + within;
      whole.read(source, step, into.asSlice(done * rowBytes(), step * rowBytes()));
      done += step;
    }
  }

  @Override
  public void check() throws IOException {
    whole.check();
  }

  @Override
  public void release() {
    whole.release();
  }
}
