package org.llamajvm.benchmarks;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.EncodedInput;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.tensor.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is done to one token beside products, at the sizes of TinyLlama-1.1B. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ElementwiseBenchmark {

  private static final int HIDDEN = 2048;
  private static final int GATES = 5632;
  private static final int HALF_HEAD = 32;
  private static final int PAGE = 128;

  @Param({"SCALAR", "VECTOR"})
  KernelChoice kernels;

  private final float[] x = new float[HIDDEN];
  private final float[] weight = new float[HIDDEN];
  private final float[] gateUp = new float[2 * GATES];
  private final float[] out = new float[GATES];
  private final float[] scores = new float[PAGE];
  private final float[] hidden = new float[HIDDEN];
  private EncodedInput integers;
  private Backend backend;
  private Kernels k;

  /** Fills the inputs. */
  @Setup
  public void open() {
    backend = Backend.open(kernels, 1);
    k = backend.kernels();
    SplittableRandom random = new SplittableRandom(1);
    Matrix weights = MatrixFormat.INTERLEAVED.random(16, HIDDEN, Arena.ofAuto(), random);
    MatrixPlan plan = k.bind(weights, ActivationPrecision.INT8).plan(1, 0);
    integers = plan.form().orElseThrow().newInput(HIDDEN);
    integers.reserve(1);
    for (float[] array : new float[][] {x, weight, gateUp, scores, hidden}) {
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) random.nextGaussian();
      }
    }
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    backend.close();
  }

  /** RMSNorm of the hidden state. */
  @Benchmark
  public float[] rmsNorm() {
    k.rmsNorm(x, 0, weight, 1e-5f, out, 0, HIDDEN);
    return out;
  }

  /** The gates of the feed-forward network. */
  @Benchmark
  public float[] swiGlu() {
    k.swiGlu(gateUp, 0, GATES, out, 0, GATES);
    return out;
  }

  /** The sum with the residual. */
  @Benchmark
  public float[] add() {
    k.add(out, 0, x, 0, HIDDEN);
    return out;
  }

  /** One head by one position. */
  @Benchmark
  public float[] rotate() {
    k.rotate(out, 0, weight, weight, HALF_HEAD, HALF_HEAD);
    return out;
  }

  /** The softmax of one row of a page's scores, but for the division. */
  @Benchmark
  public float softmax() {
    System.arraycopy(scores, 0, out, 0, PAGE);
    return k.exponentials(out, 0, PAGE, k.maximum(out, 0, PAGE), 1);
  }

  /** The integers of the hidden state. */
  @Benchmark
  public EncodedInput quantize() {
    integers.encode(hidden, 0, 1);
    return integers;
  }
}
