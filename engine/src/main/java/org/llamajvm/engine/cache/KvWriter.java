package org.llamajvm.engine.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * Brings keys and values into the elements and the order of a page. Stateless, hence safe to share.
 *
 * @param type how elements are stored
 * @param headSize elements of a key, and of a value
 */
public record KvWriter(KvType type, int headSize) {

  private static final int STRIP = PageKernel.STRIP;

  /** Columns of a strip that lie at equal distances. */
  private static final int RUN = STRIP / 2;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final float LARGEST_CODE = 127;

  /**
   * Writes one head's key and value at a position of a page.
   *
   * @param slot the position within the page
   * @param source holds the key (head size) at {@code keyOffset} and the value at {@code
   *     valueOffset}
   */
  public void put(
      KvPage page, int layer, int head, int slot, float[] source, int keyOffset, int valueOffset) {
    float keyFactor = factor(source, keyOffset, page.keyScales(layer, head), slot);
    float valueFactor = factor(source, valueOffset, page.valueScales(layer, head), slot);
    int first = slot / STRIP * headSize * STRIP + type.place(slot % STRIP);
    write(source, keyOffset, headSize, keyFactor, page.keys(layer, head), first, STRIP);
    MemorySegment values = page.values(layer, head);
    for (int i = 0; i < headSize; i += RUN) {
      first = (i / STRIP * KvLayout.PAGE + slot) * STRIP + type.place(i % STRIP);
      int length = Math.min(RUN, headSize - i);
      write(source, valueOffset + i, length, valueFactor, values, first, type.place(1));
    }
  }

  /** Sets the scale of a vector, if the type has one, and returns the factor that undoes it. */
  private float factor(float[] source, int offset, float[] scales, int slot) {
    if (!type.scaled()) {
      return 1;
    }
    float largest = 0;
    for (int i = 0; i < headSize; i++) {
      largest = Math.max(largest, Math.abs(source[offset + i]));
    }
    scales[slot] = largest / LARGEST_CODE;
    float inverse = LARGEST_CODE / largest;
    return Float.isFinite(inverse) ? inverse : 0;
  }

  /** Writes floats, times a factor, to the elements {@code first}, {@code first + step}, … */
  private void write(
      float[] source,
      int offset,
      int length,
      float factor,
      MemorySegment elements,
      int first,
      int step) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < length; i++) {
          elements.setAtIndex(ValueLayout.JAVA_FLOAT, first + i * step, source[offset + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < length; i++) {
          short bits = Float.floatToFloat16(source[offset + i]);
          elements.setAtIndex(SHORT, first + i * step, bits);
        }
      }
      case Q8 -> {
        for (int i = 0; i < length; i++) {
          byte code = (byte) Math.rint(source[offset + i] * factor);
          elements.set(ValueLayout.JAVA_BYTE, first + i * step, code);
        }
      }
    }
  }
}
