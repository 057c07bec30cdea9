package org.llamajvm.engine.kernel.vector.elementwise;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.vector.lanes.LaneSum;

/** Operations that treat every element alike, and the sums and maxima over them. */
public final class Elementwise {

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0x1.62ep-1f;
  private static final float LN2_LOW = 0x1.0bfbe8p-15f;

  /** Of x and of x³ in the argument of the sigmoid that GELU is approximated with. */
  private static final float GELU_LINEAR = (float) Math.sqrt(8 / Math.PI);

  private static final float GELU_CUBIC = (float) (0.044715 * Math.sqrt(8 / Math.PI));
  private static final float ROUNDER = 0x1.8p23f;
  private static final float SMALLEST_EXPONENT = -87f;
  private static final float LARGEST_EXPONENT = 88f;

  static {
    // Calls of a class that is not loaded yet are not counted, and what seems not to be called is
    // not inlined: every vector passed would be allocated.
    LaneSum.load();
  }

  private Elementwise() {}

  public static float sumOfSquares(float[] x, int offset, int length) {
    FloatVector sums = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, offset + i);
      sums = v.fma(v, sums);
    }
    float sum = LaneSum.of(sums);
    for (; i < length; i++) {
      sum = Math.fma(x[offset + i], x[offset + i], sum);
    }
    return sum;
  }

  public static float sum(float[] x, int offset, int length) {
    FloatVector sums = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      sums = sums.add(FloatVector.fromArray(FLOATS, x, offset + i));
    }
    float sum = LaneSum.of(sums);
    for (; i < length; i++) {
      sum += x[offset + i];
    }
    return sum;
  }

  public static void multiply(
      float[] weight, float[] x, int xOffset, float factor, float[] out, int outOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xOffset + i)
          .mul(factor)
          .mul(FloatVector.fromArray(FLOATS, weight, i))
          .intoArray(out, outOffset + i);
    }
    for (; i < n; i++) {
      out[outOffset + i] = weight[i] * (x[xOffset + i] * factor);
    }
  }

  public static void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xOffset + i)
          .add(FloatVector.fromArray(FLOATS, y, yOffset + i))
          .intoArray(x, xOffset + i);
    }
    for (; i < length; i++) {
      x[xOffset + i] += y[yOffset + i];
    }
  }

  public static void multiply(float[] x, int xOffset, float[] y, int yOffset, int length) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xOffset + i)
          .mul(FloatVector.fromArray(FLOATS, y, yOffset + i))
          .intoArray(x, xOffset + i);
    }
    for (; i < length; i++) {
      x[xOffset + i] *= y[yOffset + i];
    }
  }

  public static void scale(float[] x, int offset, int length, float factor) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x, offset + i).mul(factor).intoArray(x, offset + i);
    }
    for (; i < length; i++) {
      x[offset + i] *= factor;
    }
  }

  public static float maximum(float[] x, int offset, int length) {
    FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, offset + i);
      largest = largest.blend(v, v.compare(VectorOperators.GT, largest));
    }
    float maximum = largest.reduceLanes(VectorOperators.MAX);
    for (; i < length; i++) {
      maximum = Math.max(maximum, x[offset + i]);
    }
    return maximum;
  }

  /**
   * Compared as integers, which floats without a sign have the order of: the maximum of floats is
   * five instructions for the sake of NaN and the sign of zero.
   */
  public static float largestMagnitude(float[] x, int offset, int length) {
    IntVector largest = IntVector.zero(INTS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      IntVector bits = FloatVector.fromArray(FLOATS, x, offset + i).reinterpretAsInts();
      largest = largest.max(bits.and(Integer.MAX_VALUE));
    }
    float magnitude = Float.intBitsToFloat(largest.reduceLanes(VectorOperators.MAX));
    for (; i < length; i++) {
      magnitude = Math.max(magnitude, Math.abs(x[offset + i]));
    }
    return magnitude;
  }

  public static void rotate(
      float[] x, int xOffset, float[] cosines, float[] sines, int angleOffset, int half) {
    int i = 0;
    for (; i <= half - LANES; i += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector b = FloatVector.fromArray(FLOATS, x, xOffset + half + i);
      FloatVector cosine = FloatVector.fromArray(FLOATS, cosines, angleOffset + i);
      FloatVector sine = FloatVector.fromArray(FLOATS, sines, angleOffset + i);
      a.mul(cosine).sub(b.mul(sine)).intoArray(x, xOffset + i);
      b.mul(cosine).add(a.mul(sine)).intoArray(x, xOffset + half + i);
    }
    for (; i < half; i++) {
      float a = x[xOffset + i];
      float b = x[xOffset + half + i];
      x[xOffset + i] = a * cosines[angleOffset + i] - b * sines[angleOffset + i];
      x[xOffset + half + i] = b * cosines[angleOffset + i] + a * sines[angleOffset + i];
    }
  }

  public static void swiGlu(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    int vectors = length / LANES * LANES;
    for (int i = 0; i < vectors; i += LANES) {
      FloatVector.fromArray(FLOATS, gateUp, gateOffset + i).neg().intoArray(out, outOffset + i);
    }
    exponentials(out, outOffset, vectors, 0, 1);
    open(gateUp, gateOffset, upOffset, out, outOffset, vectors);
    for (int i = vectors; i < length; i++) {
      float gate = gateUp[gateOffset + i];
      out[outOffset + i] = (float) (gate / (1 + Math.exp(-gate))) * gateUp[upOffset + i];
    }
  }

  /** Of whole vectors: {@code out_i = gate_i / (1 + out_i) · up_i}. */
  private static void open(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector e = FloatVector.fromArray(FLOATS, out, outOffset + i);
      FloatVector gate = FloatVector.fromArray(FLOATS, gateUp, gateOffset + i);
      FloatVector up = FloatVector.fromArray(FLOATS, gateUp, upOffset + i);
      gate.div(e.add(1f)).mul(up).intoArray(out, outOffset + i);
    }
  }

  public static void geGlu(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    int vectors = length / LANES * LANES;
    for (int i = 0; i < vectors; i += LANES) {
      FloatVector gate = FloatVector.fromArray(FLOATS, gateUp, gateOffset + i);
      gate.mul(gate).mul(-GELU_CUBIC).sub(GELU_LINEAR).mul(gate).intoArray(out, outOffset + i);
    }
    exponentials(out, outOffset, vectors, 0, 1);
    open(gateUp, gateOffset, upOffset, out, outOffset, vectors);
    for (int i = vectors; i < length; i++) {
      float gate = gateUp[gateOffset + i];
      float argument = (gate * gate * -GELU_CUBIC - GELU_LINEAR) * gate;
      out[outOffset + i] = (float) (gate / (1 + Math.exp(argument))) * gateUp[upOffset + i];
    }
  }

  /** With {@code tanh(x) = (1 - e^-2x) / (1 + e^-2x)}. */
  public static void softCap(float[] x, int offset, int length, float cap) {
    int vectors = length / LANES * LANES;
    scale(x, offset, vectors, -2 / cap);
    exponentials(x, offset, vectors, 0, 1);
    for (int i = offset; i < offset + vectors; i += LANES) {
      FloatVector e = FloatVector.fromArray(FLOATS, x, i);
      e.neg().add(1f).div(e.add(1f)).mul(cap).intoArray(x, i);
    }
    for (int i = offset + vectors; i < offset + length; i++) {
      x[i] = (float) (cap * Math.tanh(x[i] / cap));
    }
  }

  /**
   * e^x to two units in the last place: with x = n ln 2 + r, |r| ≤ ln 2 / 2, a polynomial in r
   * scaled by 2^n. Below -87, where the result would be subnormal, it is zero; above 88 it stays at
   * e^88. Adding {@link #ROUNDER} leaves n in the lowest bits, from where it is shifted into the
   * exponent: a conversion would take more instructions.
   *
   * <p>The loop is one method, because the compiler does not always inline one of this size, and
   * then every vector that is passed is allocated.
   */
  public static float exponentials(float[] x, int offset, int length, float maximum, float factor) {
    FloatVector sums = FloatVector.zero(FLOATS);
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, offset + i).sub(maximum);
      FloatVector bounded =
          v.blend(LARGEST_EXPONENT, v.compare(VectorOperators.GT, LARGEST_EXPONENT));
      FloatVector rounded = bounded.mul(LOG2_E).add(ROUNDER);
      FloatVector n = rounded.sub(ROUNDER);
      FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), bounded);
      r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(FLOATS, 1f / 720);
      p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 120));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 1f / 6));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 0.5f));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 1f));
      p = p.fma(r, FloatVector.broadcast(FLOATS, 1f));
      IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      FloatVector e =
          p.reinterpretAsInts()
              .add(exponent)
              .reinterpretAsFloats()
              .blend(0f, v.compare(VectorOperators.LT, SMALLEST_EXPONENT));
      e.mul(factor).intoArray(x, offset + i);
      sums = sums.add(e);
    }
    float sum = LaneSum.of(sums);
    for (; i < length; i++) {
      float e = (float) Math.exp(x[offset + i] - maximum);
      x[offset + i] = e * factor;
      sum += e;
    }
    return sum;
  }
}
