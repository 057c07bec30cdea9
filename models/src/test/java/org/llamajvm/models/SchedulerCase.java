package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.sampling.SamplingOptions;

/** A scheduler on a random model whose keys and values have a budget. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchedulerCase {

  static final int PAGES = 8;
  static final int LONG = 900;
  static final int[] PROMPT = {5, 6, 7, 8};

  LanguageModel model;
  Scheduler scheduler;

  /** Keeps pages from requests until it is closed. */
  Session holder;

  private Path directory;

  @BeforeAll
  void openModel(@TempDir Path temporary) throws IOException {
    directory = temporary;
    model = open("shared");
  }

  @BeforeEach
  void openScheduler() {
    scheduler = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(2));
  }

  LanguageModel open(String name) throws IOException {
    ModelOptions options =
        ModelOptions.defaults()
            .withKernels(KernelChoice.SCALAR)
            .withThreads(1)
            .withKvBudget(PAGES * pageBytes());
    Path path = Files.createDirectory(directory.resolve(name));
    return TinyLanguageModel.open("tied-f32", path, options);
  }

  /** Of 2 layers, 3 heads, keys of 12 elements and values in strips of 32. */
  private static long pageBytes() {
    return 2 * 3 * (long) KvLayout.PAGE * (12 + 32) * Float.BYTES;
  }

  @AfterEach
  void close() {
    scheduler.close();
    if (holder != null) {
      holder.close();
      holder = null;
    }
    assertThat(model.bound().pool().byteSize()).isZero();
  }

  @AfterAll
  void closeModel() {
    model.close();
  }

  /** Takes all pages, so that every request waits. */
  void holdAllPages() {
    holder = model.newSession(PAGES * KvLayout.PAGE);
    int[] prompt = IntStream.range(0, PAGES * KvLayout.PAGE).map(i -> i % 50).toArray();
    holder.generate(prompt, options(1), GenerationListener.NONE, new Cancellation());
    assertThat(model.bound().pool().use().used()).isEqualTo(PAGES);
  }

  static GenerateOptions options(int maxTokens) {
    SamplingOptions sampling = SamplingOptions.builder().temperature(1).seed(maxTokens).build();
    return GenerateOptions.defaults()
        .withSampling(sampling)
        .withIgnoreEnd(true)
        .withMaxTokens(maxTokens);
  }

  static GenerationRequest request(int maxTokens) {
    return request(PROMPT, maxTokens, "");
  }

  static GenerationRequest request(int[] prompt, int maxTokens, String key) {
    return GenerationRequest.builder().prompt(prompt).options(options(maxTokens)).key(key).build();
  }

  Generation alone(int[] prompt, int maxTokens) {
    return model.generate(prompt, options(maxTokens), GenerationListener.NONE, new Cancellation());
  }

  static int[] prompt(int length, int seed) {
    return IntStream.range(0, length).map(i -> 3 + (i * 7 + seed) % 90).toArray();
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
