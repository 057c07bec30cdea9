package org.llamajvm.engine.kernel.vector.quantize;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.GroupKernel;
import org.llamajvm.engine.kernel.vector.lanes.Width;

/**
 * The loops of affine quantisation: a lane of a vector for every group.
 *
 * <p>{@code Math.min} and {@code Math.max} of floats take five instructions for the sake of NaN and
 * the sign of zero; comparing and blending takes two, and so does the clamping of codes, as
 * integers: the bits of floats that are not negative have the order of the floats, and those of
 * negative ones are negative.
 */
public final class VectorGroupKernel implements GroupKernel {

  /** A float from 0 to 2²² plus this has the nearest whole number in its low bits. */
  private static final float ROUND = 0x1.8p23f;

  private static final int FRACTION = 0x3FFFFF;

  /** From here on, floats have no fraction. */
  private static final float WHOLE = 0x1p23f;

  private static final int SIGN = 0x80000000;

  @Override
  public void gather(float[] rows, int first, int stride, float[] weights) {
    for (int k = 0; k < weights.length / LANES; k += Width.LANES) {
      for (int r = 0; r < LANES; r += Width.LANES) {
        Transposition.turn(rows, first + r * stride + k, stride, weights, k * LANES + r, LANES);
      }
    }
  }

  @Override
  public void summarize(float[] weights, float[] min, float[] max, float[] sum, float[] squares) {
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector low = FloatVector.fromArray(FLOATS, weights, lane);
      FloatVector high = low;
      FloatVector total = FloatVector.zero(FLOATS);
      FloatVector power = FloatVector.zero(FLOATS);
      for (int at = lane; at < weights.length; at += LANES) {
        FloatVector w = FloatVector.fromArray(FLOATS, weights, at);
        low = low.blend(w, w.compare(VectorOperators.LT, low));
        high = high.blend(w, w.compare(VectorOperators.GT, high));
        total = total.add(w);
        power = w.fma(w, power);
      }
      low.intoArray(min, lane);
      high.intoArray(max, lane);
      total.intoArray(sum, lane);
      power.intoArray(squares, lane);
    }
  }

  @Override
  public void lineAsMlx(
      float[] min, float[] max, float top, float least, float[] scale, float[] bias) {
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector low = FloatVector.fromArray(FLOATS, min, lane);
      FloatVector high = FloatVector.fromArray(FLOATS, max, lane);
      VectorMask<Float> highIsLarger = low.abs().compare(VectorOperators.LE, high.abs());
      FloatVector step = high.sub(low).div(top).max(least);
      step = step.blend(step.neg(), highIsLarger);
      FloatVector edge = low.blend(high, highIsLarger);
      FloatVector code = nearest(edge.div(step));
      VectorMask<Float> zero = code.compare(VectorOperators.EQ, 0);
      edge.div(code).blend(step, zero).intoArray(scale, lane);
      edge.blend(0f, zero).intoArray(bias, lane);
    }
  }

  @Override
  public void encode(
      float[] weights, float[] scale, float[] bias, float top, int[] codes, float[] errors) {
    IntVector last = IntVector.broadcast(INTS, Float.floatToRawIntBits(top));
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector slope = FloatVector.fromArray(FLOATS, scale, lane);
      FloatVector factor = FloatVector.broadcast(FLOATS, 1).div(slope);
      FloatVector start = FloatVector.fromArray(FLOATS, bias, lane);
      FloatVector error = FloatVector.zero(FLOATS);
      for (int at = lane; at < weights.length; at += LANES) {
        FloatVector w = FloatVector.fromArray(FLOATS, weights, at);
        FloatVector rounded = round(w.sub(start).mul(factor), last);
        rounded.reinterpretAsInts().and(FRACTION).intoArray(codes, at);
        FloatVector miss = w.sub(rounded.sub(ROUND).fma(slope, start));
        error = miss.fma(miss, error);
      }
      error.intoArray(errors, lane);
    }
  }

  @Override
  public void fit(
      float[] weights,
      float[] scale,
      float[] bias,
      float top,
      float[] codes,
      float[] squares,
      float[] products) {
    IntVector last = IntVector.broadcast(INTS, Float.floatToRawIntBits(top));
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector factor =
          FloatVector.broadcast(FLOATS, 1).div(FloatVector.fromArray(FLOATS, scale, lane));
      FloatVector start = FloatVector.fromArray(FLOATS, bias, lane);
      FloatVector sum = FloatVector.zero(FLOATS);
      FloatVector square = FloatVector.zero(FLOATS);
      FloatVector product = FloatVector.zero(FLOATS);
      for (int at = lane; at < weights.length; at += LANES) {
        FloatVector w = FloatVector.fromArray(FLOATS, weights, at);
        FloatVector code = round(w.sub(start).mul(factor), last).sub(ROUND);
        sum = sum.add(code);
        square = code.fma(code, square);
        product = code.fma(w, product);
      }
      sum.intoArray(codes, lane);
      square.intoArray(squares, lane);
      product.intoArray(products, lane);
    }
  }

  @Override
  public void line(
      int count,
      float[] sum,
      float[] codes,
      float[] squares,
      float[] products,
      float least,
      float[] scale,
      float[] bias) {
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector total = FloatVector.fromArray(FLOATS, sum, lane);
      FloatVector q = FloatVector.fromArray(FLOATS, codes, lane);
      FloatVector square = FloatVector.fromArray(FLOATS, squares, lane);
      FloatVector product = FloatVector.fromArray(FLOATS, products, lane);
      FloatVector spread = square.mul(count).sub(q.mul(q));
      FloatVector slope = product.mul(count).sub(q.mul(total)).div(spread);
      FloatVector intercept = total.sub(slope.mul(q)).div(count);
      VectorMask<Float> rises =
          spread.compare(VectorOperators.GT, 0).and(slope.abs().compare(VectorOperators.GE, least));
      FloatVector.fromArray(FLOATS, scale, lane).blend(slope, rises).intoArray(scale, lane);
      FloatVector.fromArray(FLOATS, bias, lane).blend(intercept, rises).intoArray(bias, lane);
    }
  }

  @Override
  public void encodeAsMlx(
      float[] weights,
      float[] step,
      float[] offset,
      float[] scale,
      float[] bias,
      float top,
      int[] codes,
      float[] errors) {
    IntVector last = IntVector.broadcast(INTS, Float.floatToRawIntBits(top));
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector divisor = FloatVector.fromArray(FLOATS, step, lane);
      FloatVector from = FloatVector.fromArray(FLOATS, offset, lane);
      FloatVector slope = FloatVector.fromArray(FLOATS, scale, lane);
      FloatVector start = FloatVector.fromArray(FLOATS, bias, lane);
      FloatVector error = FloatVector.zero(FLOATS);
      for (int at = lane; at < weights.length; at += LANES) {
        FloatVector w = FloatVector.fromArray(FLOATS, weights, at);
        FloatVector rounded = round(w.sub(from).div(divisor), last);
        rounded.reinterpretAsInts().and(FRACTION).intoArray(codes, at);
        FloatVector miss = w.sub(rounded.sub(ROUND).fma(slope, start));
        error = miss.fma(miss, error);
      }
      error.intoArray(errors, lane);
    }
  }

  @Override
  public void keepBetter(int[] codes, float[] errors, int[] otherCodes, float[] otherErrors) {
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      FloatVector error = FloatVector.fromArray(FLOATS, errors, lane);
      FloatVector otherError = FloatVector.fromArray(FLOATS, otherErrors, lane);
      VectorMask<Float> better = error.compare(VectorOperators.LE, otherError);
      if (better.allTrue()) {
        continue;
      }
      otherError.blend(error, better).intoArray(errors, lane);
      VectorMask<Integer> kept = better.cast(INTS);
      for (int at = lane; at < codes.length; at += LANES) {
        IntVector other = IntVector.fromArray(INTS, otherCodes, at);
        other.blend(IntVector.fromArray(INTS, codes, at), kept).intoArray(codes, at);
      }
    }
  }

  @Override
  public void pack(int[] codes, int bits, int[] words) {
    if (32 % bits == 0) {
      packAligned(codes, bits, words);
    } else {
      packAcross(codes, bits, words);
    }
  }

  /** No code is divided among two words. */
  private static void packAligned(int[] codes, int bits, int[] words) {
    int step = 32 / bits * LANES;
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      int end = lane;
      for (int word = lane; word < words.length; word += LANES) {
        end += step;
        IntVector packed = IntVector.fromArray(INTS, codes, end - LANES);
        for (int at = end - 2 * LANES; at >= end - step; at -= LANES) {
          packed =
              packed.lanewise(VectorOperators.LSHL, bits).or(IntVector.fromArray(INTS, codes, at));
        }
        packed.intoArray(words, word);
      }
    }
  }

  /** Codes of 3 and 6 bits run over the ends of words. */
  private static void packAcross(int[] codes, int bits, int[] words) {
    for (int lane = 0; lane < LANES; lane += Width.LANES) {
      for (int word = lane, first = 0; word < words.length; word += LANES, first += 32) {
        int k = first / bits;
        IntVector packed = IntVector.fromArray(INTS, codes, k * LANES + lane);
        packed = packed.lanewise(VectorOperators.LSHR, first - k * bits);
        for (k++; k * bits < first + 32; k++) {
          IntVector code = IntVector.fromArray(INTS, codes, k * LANES + lane);
          packed = packed.or(code.lanewise(VectorOperators.LSHL, k * bits - first));
        }
        packed.intoArray(words, word);
      }
    }
  }

  /** The nearest whole number, ties to even. */
  private static FloatVector nearest(FloatVector v) {
    FloatVector magnitude = v.abs();
    return withSignOf(v, whole(magnitude, magnitude.compare(VectorOperators.GE, WHOLE)));
  }

  private static FloatVector whole(FloatVector magnitude, VectorMask<Float> isWhole) {
    return magnitude.add(WHOLE).sub(WHOLE).blend(magnitude, isWhole);
  }

  private static FloatVector withSignOf(FloatVector v, FloatVector magnitude) {
    IntVector sign = v.reinterpretAsInts().and(SIGN);
    return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  /**
   * The nearest whole number from 0 to the one whose float's bits are given, plus {@link #ROUND}.
   */
  private static FloatVector round(FloatVector steps, IntVector last) {
    return steps.reinterpretAsInts().max(0).min(last).reinterpretAsFloats().add(ROUND);
  }
}
