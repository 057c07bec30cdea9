package org.llamajvm.engine.kernel.scalar;

import java.util.Arrays;
import org.llamajvm.engine.kernel.GroupKernel;

/** The loops of affine quantisation, lane by lane as their formulas say. */
final class ScalarGroupKernel implements GroupKernel {

  @Override
  public void gather(float[] rows, int first, int stride, float[] weights) {
    int size = weights.length / LANES;
    for (int r = 0; r < LANES; r++) {
      int from = first + r * stride;
      for (int k = 0; k < size; k++) {
        weights[k * LANES + r] = rows[from + k];
      }
    }
  }

  @Override
  public void summarize(float[] weights, float[] min, float[] max, float[] sum, float[] squares) {
    System.arraycopy(weights, 0, min, 0, LANES);
    System.arraycopy(weights, 0, max, 0, LANES);
    Arrays.fill(sum, 0);
    Arrays.fill(squares, 0);
    for (int k = 0; k < weights.length; k += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        float w = weights[k + lane];
        min[lane] = w < min[lane] ? w : min[lane];
        max[lane] = w > max[lane] ? w : max[lane];
        sum[lane] += w;
        squares[lane] = Math.fma(w, w, squares[lane]);
      }
    }
  }

  @Override
  public void lineAsMlx(
      float[] min, float[] max, float top, float least, float[] scale, float[] bias) {
    for (int lane = 0; lane < LANES; lane++) {
      float low = min[lane];
      float high = max[lane];
      boolean lowIsLarger = Math.abs(low) > Math.abs(high);
      float step = Math.max((high - low) / top, least);
      step = lowIsLarger ? step : -step;
      float edge = lowIsLarger ? low : high;
      float code = (float) Math.rint(edge / step);
      scale[lane] = code == 0 ? step : edge / code;
      bias[lane] = code == 0 ? 0 : edge;
    }
  }

  @Override
  public void encode(
      float[] weights, float[] scale, float[] bias, float top, int[] codes, float[] errors) {
    Arrays.fill(errors, 0);
    for (int k = 0; k < weights.length; k += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        float w = weights[k + lane];
        float code = code((w - bias[lane]) * (1 / scale[lane]), top);
        codes[k + lane] = (int) code;
        float miss = w - Math.fma(code, scale[lane], bias[lane]);
        errors[lane] = Math.fma(miss, miss, errors[lane]);
      }
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
    Arrays.fill(codes, 0);
    Arrays.fill(squares, 0);
    Arrays.fill(products, 0);
    for (int k = 0; k < weights.length; k += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        float w = weights[k + lane];
        float code = code((w - bias[lane]) * (1 / scale[lane]), top);
        codes[lane] += code;
        squares[lane] = Math.fma(code, code, squares[lane]);
        products[lane] = Math.fma(code, w, products[lane]);
      }
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
    for (int lane = 0; lane < LANES; lane++) {
      float q = codes[lane];
      float spread = count * squares[lane] - q * q;
      float slope = (count * products[lane] - q * sum[lane]) / spread;
      if (spread > 0 && Math.abs(slope) >= least) {
        scale[lane] = slope;
        bias[lane] = (sum[lane] - slope * q) / count;
      }
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
    Arrays.fill(errors, 0);
    for (int k = 0; k < weights.length; k += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        float w = weights[k + lane];
        float code = code((w - offset[lane]) / step[lane], top);
        codes[k + lane] = (int) code;
        float miss = w - Math.fma(code, scale[lane], bias[lane]);
        errors[lane] = Math.fma(miss, miss, errors[lane]);
      }
    }
  }

  @Override
  public void keepBetter(int[] codes, float[] errors, int[] otherCodes, float[] otherErrors) {
    for (int lane = 0; lane < LANES; lane++) {
      if (!(errors[lane] <= otherErrors[lane])) {
        errors[lane] = otherErrors[lane];
        for (int at = lane; at < codes.length; at += LANES) {
          codes[at] = otherCodes[at];
        }
      }
    }
  }

  @Override
  public void pack(int[] codes, int bits, int[] words) {
    Arrays.fill(words, 0);
    for (int k = 0; k * LANES < codes.length; k++) {
      int word = k * bits / 32;
      int shift = k * bits % 32;
      for (int lane = 0; lane < LANES; lane++) {
        int code = codes[k * LANES + lane];
        words[word * LANES + lane] |= code << shift;
        if (shift + bits > 32) {
          words[(word + 1) * LANES + lane] |= code >>> (32 - shift);
        }
      }
    }
  }

  private static float code(float steps, float top) {
    return (float) Math.rint(Math.max(Math.min(steps, top), 0));
  }
}
