package org.llamajvm.benchmarks;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.MatrixPlan;
import org.llamajvm.engine.kernel.Product;
import org.llamajvm.engine.parallel.Scratch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Products with matrices of TinyLlama-1.1B: one token to generate, 128 tokens of a prompt. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MatrixBenchmark {

  /** (rows, columns). */
  @Param({"2048x2048", "5632x2048", "2048x5632"})
  String shape;

  @Param MatrixFormat format;

  @Param({"INT8", "FLOAT32"})
  ActivationPrecision activations;

  @Param({"1", "128"})
  int tokens;

  @Param({"SCALAR", "VECTOR"})
  KernelChoice kernels;

  private final Scratch scratch = new Scratch();
  private Backend backend;
  private MatrixKernel kernel;
  private final Product product = new Product();
  private int chunkRows;

  /** Makes weights and activations. */
  @Setup
  public void open() {
    int x = shape.indexOf('x');
    int rows = Integer.parseInt(shape, 0, x, 10);
    int cols = Integer.parseInt(shape, x + 1, shape.length(), 10);
    SplittableRandom random = new SplittableRandom(1);
    backend = Backend.open(kernels, 1);
    kernel = backend.kernels().bind(format.random(rows, cols, Arena.ofAuto(), random), activations);
    Activations in = new Activations(cols);
    in.reserve(tokens);
    for (int i = 0; i < tokens * cols; i++) {
      in.values()[i] = (float) random.nextGaussian();
    }
    MatrixPlan plan = tokens == 1 ? kernel.plan(1, 0) : kernel.plan(0, tokens);
    chunkRows = plan.mostRows();
    product.set(
        plan, in, tokens == 1 ? 1 : 0, tokens == 1 ? 0 : tokens, new float[tokens * rows], 0, rows);
    if (product.input() != null) {
      product.input().reserve(tokens);
      product.input().encode(in.values(), 0, tokens);
    }
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    backend.close();
  }

  /** All rows times all tokens. */
  @Benchmark
  public float[] multiply() {
    int rows = kernel.rows();
    for (int row = 0; row < rows; row += chunkRows) {
      kernel.multiply(product, row, Math.min(row + chunkRows, rows), scratch);
    }
    return product.out();
  }
}
