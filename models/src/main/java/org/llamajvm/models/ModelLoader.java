package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.format.Pending;
import org.llamajvm.models.warmup.WarmUp;
import org.llamajvm.models.weights.WeightCopy;
import org.llamajvm.models.weights.WeightPlacement;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * Opens a model, as much as possible at the same time: kernels are loaded while the headers of the
 * weights are read, and compiled while weights are copied and the tokenizer is read.
 */
final class ModelLoader {

  private final ModelOptions options;
  private final long start = System.nanoTime();
  private final Pending<Backend> backend;

  private ModelLoader(ModelOptions options) {
    this.options = options;
    backend =
        Pending.start("llama-backend", () -> Backend.open(options.kernels(), options.threads()));
    Pending.start("llama-kernels", this::warmUpKernels);
  }

  /**
   * What was opened.
   *
   * @param parts what the directory holds, owned
   * @param backend owned
   * @param copy of weights that lie in another order than that of the kernels, owned
   * @param times how long it took
   */
  record Loaded(ModelParts parts, Backend backend, Optional<WeightCopy> copy, LoadTimes times)
      implements AutoCloseable {

    /** Ends the threads and unmaps the files. */
    @Override
    public void close() {
      backend.close();
      copy.ifPresent(WeightCopy::close);
      parts.close();
    }
  }

  private record Timed<T>(T value, Duration time) {}

  /** See {@link LanguageModel#open}. */
  static Loaded load(Path directory, ModelOptions options) throws IOException {
    ModelLoader loader = new ModelLoader(options);
    try {
      Timed<OpenModel> mapped = timed(() -> OpenModel.open(directory, options.architectures()));
      try {
        return mapped.value.source().reading(() -> loader.load(mapped));
      } catch (IOException | RuntimeException e) {
        mapped.value.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      loader.closeBackend();
      throw e;
    }
  }

  private Loaded load(Timed<OpenModel> mapped) throws IOException {
    OpenModel model = mapped.value;
    Pending<Timed<Tokenizer>> tokenizer =
        Pending.start("llama-tokenizer", () -> timed(model.source()::tokenizer));
    Backend opened = backend.uninterrupted();
    Timed<Optional<WeightCopy>> copy =
        timed(() -> WeightPlacement.copy(model.transformer(), options.activations(), opened));
    try {
      Timed<Boolean> warm = timed(() -> warmUp(model, opened.kernels()));
      ModelParts parts = ModelParts.of(model, () -> tokenizer.uninterrupted().value);
      LoadTimes times =
          new LoadTimes(
              mapped.time,
              tokenizer.uninterrupted().time,
              copy.value.isEmpty() ? Duration.ZERO : copy.time,
              warm.value ? warm.time : Duration.ZERO,
              since(start));
      return new Loaded(parts, opened, copy.value, times);
    } catch (IOException | RuntimeException e) {
      copy.value.ifPresent(WeightCopy::close);
      throw e;
    }
  }

  private boolean warmUpKernels() throws IOException {
    WarmUp.run(backend.uninterrupted().kernels());
    return true;
  }

  private boolean warmUp(OpenModel model, Kernels kernels) {
    return WarmUp.run(model.config(), model.transformer(), kernels, options.compute());
  }

  /** After another failure, which is the one to report. */
  private void closeBackend() {
    try {
      backend.uninterrupted().close();
    } catch (IOException | RuntimeException e) {
      return; // it was never opened
    }
  }

  private static <T> Timed<T> timed(Step<T> work) throws IOException {
    long start = System.nanoTime();
    T value = work.run();
    return new Timed<>(value, since(start));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** A part of opening a model. */
  private interface Step<T> {
    T run() throws IOException;
  }
}
