package org.llamajvm.engine.block;

import static org.llamajvm.engine.kernel.MatrixKernel.PREFILL_TOKENS;
import static org.llamajvm.engine.kernel.MatrixKernel.ROW_STEP;

import java.util.stream.Stream;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ActivationForm;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.module.Linear;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * One or more linear layers that share their input, computed as one: their outputs lie one after
 * the other. The input is brought into integers once for all of them.
 *
 * <p>Holds the arguments of the call under way; one thread calls, the pool's threads work.
 */
public final class LinearGroup {

  private static final float[] NO_BIAS = {};

  /** The most rows, in steps, that a thread takes at a time: long calls are badly compiled. */
  private static final int LONGEST_CHUNK = 256 / ROW_STEP;

  /** The fewest rows, in steps, that a thread takes at a time: as many as a kernel has in hand. */
  private static final int SHORTEST_CHUNK = 64 / ROW_STEP;

  /**
   * Chunks for each thread, if there are rows enough, so that all are done at about the same time.
   */
  private static final int CHUNKS_PER_THREAD = 4;

  /** Rows, in steps, that a thread takes at a time when there are many tokens. */
  private static final int PREFILL_CHUNK = 2;

  private final Backend backend;
  private final MatrixKernel[] kernels;
  private final float[][] biases;
  private final int[] firstRows;
  private final int[] firstSteps;
  private final int outputs;
  private final int steps;
  private final ActivationForm[] forms;
  private final int decodeChunk;
  private final Region quantize = this::quantize;
  private final Region multiply = this::multiply;

  private Activations in;
  private int tokens;
  private float[] out;
  private ActivationForm form;

  /**
   * Binds weights to kernels.
   *
   * @param weights layers with the same number of inputs
   */
  public LinearGroup(Backend backend, ActivationPrecision precision, Linear... weights) {
    this.backend = backend;
    kernels = new MatrixKernel[weights.length];
    biases = new float[weights.length][];
    firstRows = new int[weights.length];
    firstSteps = new int[weights.length + 1];
    int rows = 0;
    for (int i = 0; i < weights.length; i++) {
      kernels[i] = backend.kernels().bind(weights[i].weight(), precision);
      biases[i] = weights[i].bias().orElse(NO_BIAS);
      firstRows[i] = rows;
      rows += kernels[i].rows();
      firstSteps[i + 1] = firstSteps[i] + Math.ceilDiv(kernels[i].rows(), ROW_STEP);
    }
    outputs = rows;
    steps = firstSteps[weights.length];
    forms = Stream.of(kernels).map(MatrixKernel::form).distinct().toArray(ActivationForm[]::new);
    int evenShare = steps / (CHUNKS_PER_THREAD * backend.pool().threads());
    decodeChunk = Math.clamp(evenShare, SHORTEST_CHUNK, LONGEST_CHUNK);
  }

  /** Outputs of all layers together. */
  public int outputs() {
    return outputs;
  }

  /**
   * Computes the outputs of a batch.
   *
   * @param in (tokens, inputs)
   * @param out gets (tokens, outputs)
   */
  public void apply(Activations in, int generated, int prompt, float[] out) {
    this.in = in;
    this.tokens = generated + prompt;
    this.out = out;
    for (ActivationForm wanted : forms) {
      form = wanted;
      if (form != ActivationForm.FLOAT32) {
        in.reserveCodes(tokens, form);
        backend.pool().run(quantize, tokens, Activations.PANEL);
      }
      backend.pool().run(multiply, steps, tokens < PREFILL_TOKENS ? decodeChunk : PREFILL_CHUNK);
    }
  }

  private void quantize(int from, int to, Scratch scratch) {
    for (int token = from; token < to; token++) {
      backend.kernels().quantize(in, token);
    }
  }

  private void multiply(int from, int to, Scratch scratch) {
    for (int part = 0; part < kernels.length; part++) {
      int first = Math.max(from, firstSteps[part]);
      int last = Math.min(to, firstSteps[part + 1]);
      if (first < last && kernels[part].form() == form) {
        multiplyPart(part, first - firstSteps[part], last - firstSteps[part], scratch);
      }
    }
  }

  private void multiplyPart(int part, int fromStep, int toStep, Scratch scratch) {
    MatrixKernel kernel = kernels[part];
    int fromRow = fromStep * ROW_STEP;
    int toRow = Math.min(toStep * ROW_STEP, kernel.rows());
    kernel.multiply(in, 0, tokens, fromRow, toRow, out, firstRows[part], outputs, scratch);
    float[] bias = biases[part];
    if (bias.length > 0) {
      for (int token = 0; token < tokens; token++) {
        int at = token * outputs + firstRows[part];
        for (int row = fromRow; row < toRow; row++) {
          out[at + row] += bias[row];
        }
      }
    }
  }
}
