package org.llamajvm.engine.block;

import static org.llamajvm.engine.kernel.MatrixKernel.ROW_STEP;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.module.Linear;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * One or more linear layers that share their input, computed as one: their outputs lie one after
 * the other. The input is brought into each form that a kernel wants once for all of them.
 *
 * <p>Holds the arguments of the call under way; one thread calls, the pool's threads work.
 */
public final class LinearGroup {

  private static final float[] NO_BIAS = {};

  /**
   * Chunks for each thread, if there are rows enough, so that all are done at about the same time.
   */
  private static final int CHUNKS_PER_THREAD = 4;

  private final Backend backend;
  private final Part[] parts;
  private final int outputs;
  private final int steps;
  private final Region encode = this::encode;
  private final Region multiply = this::multiply;

  private int fewest;
  private int most;
  private float[] values;
  private EncodedInput input;

  /**
   * One layer.
   *
   * @param bias (rows), or none
   * @param firstOutput where its outputs begin among those of all layers
   * @param firstStep the same in steps of rows, of which a layer takes whole ones
   * @param toStep where its steps end
   * @param product the arguments of the call under way
   */
  private record Part(
      MatrixKernel kernel,
      float[] bias,
      int firstOutput,
      int firstStep,
      int toStep,
      Product product) {

    void multiply(int fromStep, int toStep, Scratch scratch) {
      int from = Math.max(fromStep, firstStep);
      int to = Math.min(toStep, this.toStep);
      if (from < to) {
        int fromRow = (from - firstStep) * ROW_STEP;
        int toRow = Math.min((to - firstStep) * ROW_STEP, kernel.rows());
        kernel.multiply(product, fromRow, toRow, scratch);
        if (bias.length > 0) {
          addBias(fromRow, toRow);
        }
      }
    }

    private void addBias(int fromRow, int toRow) {
      float[] out = product.out();
      for (int token = 0; token < product.tokens(); token++) {
        int at = product.outIndex(token, 0);
        for (int row = fromRow; row < toRow; row++) {
          out[at + row] += bias[row];
        }
      }
    }
  }

  /**
   * Binds weights to kernels.
   *
   * @param weights layers with the same number of inputs
   */
  public LinearGroup(Backend backend, ActivationPrecision precision, Linear... weights) {
    this.backend = backend;
    parts = new Part[weights.length];
    int rows = 0;
    int step = 0;
    for (int i = 0; i < weights.length; i++) {
      MatrixKernel kernel = backend.kernels().bind(weights[i].weight(), precision);
      float[] bias = weights[i].bias().orElse(NO_BIAS);
      int toStep = step + Math.ceilDiv(kernel.rows(), ROW_STEP);
      parts[i] = new Part(kernel, bias, rows, step, toStep, new Product());
      rows += kernel.rows();
      step = toStep;
    }
    outputs = rows;
    steps = step;
  }

  /** Outputs of all layers together. */
  public int outputs() {
    return outputs;
  }

  /**
   * Computes the outputs of a batch. What a token gets depends on its inputs and its role alone, as
   * {@link MatrixKernel} says.
   *
   * @param in (generated + prompt, inputs): first the generated tokens, then those of prompts
   * @param generated tokens that are generated, one of each of several sequences
   * @param prompt tokens of prompts
   * @param out gets (generated + prompt, outputs)
   */
  public void apply(Activations in, int generated, int prompt, float[] out) {
    prepare(in, generated, prompt, out);
    backend.pool().run(multiply, steps, chunk(backend, steps, fewest, most));
  }

  /** Sets what to compute, and encodes the inputs. */
  void prepare(Activations in, int generated, int prompt, float[] out) {
    fewest = ROW_STEP;
    most = Integer.MAX_VALUE;
    for (int i = 0; i < parts.length; i++) {
      MatrixPlan plan = parts[i].kernel.plan(generated, prompt);
      parts[i].product.set(plan, in, generated, prompt, out, parts[i].firstOutput, outputs);
      if (isFirstOfItsForm(i)) {
        encode(in, generated + prompt, parts[i].product.input());
      }
      fewest = Math.max(fewest, plan.fewestRows());
      most = Math.min(most, plan.mostRows());
    }
  }

  /** How many steps of rows one thread takes at a time. */
  static int chunk(Backend backend, int steps, int fewestRows, int mostRows) {
    int evenShare = steps / (CHUNKS_PER_THREAD * backend.pool().threads());
    return Math.clamp(evenShare, Math.min(fewestRows, mostRows) / ROW_STEP, mostRows / ROW_STEP);
  }

  /** Steps of rows of all layers. */
  int steps() {
    return steps;
  }

  /** Rows that a call should have at least, once prepared. */
  int fewestRows() {
    return fewest;
  }

  /** Rows that a call should have at most, once prepared. */
  int mostRows() {
    return most;
  }

  /** Whether a part reads encoded inputs that no part before it reads. */
  private boolean isFirstOfItsForm(int part) {
    EncodedInput own = parts[part].product.input();
    if (own == null) {
      return false;
    }
    for (int i = 0; i < part; i++) {
      if (own.equals(parts[i].product.input())) {
        return false;
      }
    }
    return true;
  }

  private void encode(Activations in, int tokens, EncodedInput wanted) {
    values = in.values();
    input = wanted;
    input.reserve(tokens);
    backend.pool().run(encode, tokens, input.tokenStep());
  }

  private void encode(int from, int to, Scratch scratch) {
    input.encode(values, from, to);
  }

  /** Computes some steps of what was prepared. */
  void multiply(int from, int to, Scratch scratch) {
    for (Part part : parts) {
      part.multiply(from, to, scratch);
    }
  }
}
