package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;

/**
 * Many requests at once. The numbers of requests are small in a build; {@code
 * -Dllama.scheduler.requests=1000 -Dllama.scheduler.cancels=10000} runs the long form.
 */
class SchedulerLoadTest {

  private static final int REQUESTS = Integer.getInteger("llama.scheduler.requests", 120);
  private static final int CANCELS = Integer.getInteger("llama.scheduler.cancels", 1000);
  private static final int CLIENTS = 8;
  private static final SchedulerOptions MANY =
      SchedulerOptions.defaults().withMaxRunning(64).withMaxWaiting(20_000);

  /** A single thread with kernels that need no time to be compiled. */
  private static final ModelOptions ALONE =
      ModelOptions.defaults().withKernels(KernelChoice.SCALAR).withThreads(1);

  @TempDir private Path directory;

  /** What is asked for, and what the model answers when it is asked alone. */
  private record Question(int[] prompt, GenerateOptions options, Generation alone) {

    static Question random(LanguageModel model, Random random, int[][] beginnings) {
      int[] beginning = beginnings[random.nextInt(beginnings.length)];
      int shared = random.nextInt(random.nextInt(4) == 0 ? beginning.length : 40);
      int[] prompt = Arrays.copyOf(beginning, shared + random.nextInt(1, 30));
      for (int i = shared; i < prompt.length; i++) {
        prompt[i] = random.nextInt(3, TinyLanguageModel.VOCABULARY);
      }
      GenerateOptions options = randomOptions(random);
      Generation alone =
          model.generate(prompt, options, GenerationListener.NONE, new Cancellation());
      return new Question(prompt, options, alone);
    }

    private static GenerateOptions randomOptions(Random random) {
      SamplingOptions.Builder sampling = SamplingOptions.builder().seed(random.nextLong());
      if (random.nextInt(4) > 0) {
        sampling.temperature(0.5f + random.nextFloat());
      }
      if (random.nextBoolean()) {
        sampling.topK(random.nextInt(1, 50)).topP(0.9f);
      }
      if (random.nextInt(3) == 0) {
        sampling.repeatPenalty(1.3f).presencePenalty(0.2f).repeatLastN(random.nextInt(-1, 80));
      }
      GenerateOptions options =
          GenerateOptions.defaults()
              .withSampling(sampling.build())
              .withMaxTokens(random.nextInt(8) == 0 ? random.nextInt(3) : random.nextInt(40))
              .withIgnoreEnd(random.nextBoolean());
      options = random.nextInt(4) == 0 ? options.withLogprobs(random.nextInt(4)) : options;
      return random.nextInt(4) == 0 ? options.withStop(List.of("e", "th")) : options;
    }

    GenerationRequest request(String key) {
      return GenerationRequest.builder().prompt(prompt).options(options).key(key).build();
    }

    void check(Generation generation) {
      assertThat(generation.tokens()).isEqualTo(alone.tokens());
      assertThat(generation.text()).isEqualTo(alone.text());
      assertThat(generation.logprobs()).isEqualTo(alone.logprobs());
      assertThat(generation.finishReason()).isEqualTo(alone.finishReason());
      assertThat(generation.usage().promptTokens()).isEqualTo(prompt.length);
    }

    /** What a cancelled answer may have: a beginning of the whole one. */
    void checkBeginning(Generation generation) {
      if (generation.finishReason() != FinishReason.CANCELLED) {
        check(generation);
      }
      int made = generation.tokens().size();
      assertThat(generation.tokens()).isEqualTo(alone.tokens().subList(0, made));
    }
  }

  private static int[][] beginnings(Random random) {
    int[][] beginnings = new int[5][];
    Arrays.setAll(
        beginnings,
        i -> random.ints(3 * KvLayout.PAGE + 20, 3, TinyLanguageModel.VOCABULARY).toArray());
    return beginnings;
  }

  private static List<Question> questions(LanguageModel model, Random random, int count) {
    int[][] beginnings = beginnings(random);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(Question.random(model, random, beginnings));
    }
    return questions;
  }

  /** Does something for every index, by several threads. */
  private static void together(int count, Work work) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Callable<Void>> parts = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        parts.add(() -> {
          Random random = new Random(first);
          for (int i = first; i < count; i += CLIENTS) {
            work.run(i, random);
          }
          return null;
        });
      }
      for (Future<Void> part : clients.invokeAll(parts)) {
        part.get();
      }
    }
  }

  private interface Work {
    void run(int index, Random random) throws Exception;
  }

  private static void assertNothingIsLeft(SchedulerStatus status) {
    assertThat(status.running()).isZero();
    assertThat(status.waiting()).isZero();
    assertThat(status.pages().used()).isZero();
    assertThat(status.pages().reserved()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"tied-f32, SCALAR, 2", "mlx-4bit-64-bf16, VECTOR, 1"})
  void requestsGetTheTextThatTheyGetAlone(String fixture, KernelChoice kernels, int threads)
      throws Exception {
    ModelOptions options = ModelOptions.defaults().withKernels(kernels).withThreads(threads);
    try (LanguageModel model = TinyLanguageModel.open(fixture, directory, options)) {
      List<Question> questions = questions(model, new Random(7), REQUESTS);
      try (Scheduler scheduler = model.newScheduler(MANY)) {
        List<Answer> answers = new ArrayList<>(Collections.nCopies(REQUESTS, null));
        together(
            REQUESTS,
            (i, random) -> {
              Answer answer = scheduler.submit(questions.get(i).request("key " + i % 5));
              answers.set(i, answer);
              if (random.nextInt(8) == 0) {
                TimeUnit.MICROSECONDS.sleep(random.nextInt(2000));
                answer.cancel();
              }
            });
        int whole = 0;
        int cached = 0;
        for (int i = 0; i < REQUESTS; i++) {
          Generation generation = answers.get(i).await();
          questions.get(i).checkBeginning(generation);
          assertPiecesMake(generation, answers.get(i));
          whole += generation.finishReason() == FinishReason.CANCELLED ? 0 : 1;
          cached += generation.usage().cachedTokens();
        }
        assertThat(whole).isGreaterThan(REQUESTS * 3 / 4);
        assertThat(cached).isPositive();
        assertNothingIsLeft(scheduler.status());
      }
      assertThat(model.bound().pool().byteSize()).isZero();
    }
  }

  private static void assertPiecesMake(Generation generation, Answer answer) {
    List<TextPiece> pieces = answer.stream().toList();
    assertThat(pieces.stream().map(TextPiece::text).collect(Collectors.joining()))
        .isEqualTo(generation.text());
    assertThat(pieces.stream().flatMap(piece -> piece.tokens().stream()).toList())
        .isEqualTo(generation.tokens());
    assertThat(pieces.stream().flatMap(piece -> piece.logprobs().stream()).toList())
        .isEqualTo(generation.logprobs());
  }

  @Test
  void cancelledRequestsLeaveNothingBehindAndHaveNothingOfOthers() throws Exception {
    ModelOptions options = ALONE;
    try (LanguageModel model = TinyLanguageModel.open("tied-f32", directory, options)) {
      List<Question> questions = questions(model, new Random(9), 60);
      try (Scheduler scheduler = model.newScheduler(MANY.withCacheBytes(1 << 20))) {
        together(
            CANCELS,
            (i, random) -> {
              Question question = questions.get(random.nextInt(questions.size()));
              Answer answer = scheduler.submit(question.request("key " + i % 3));
              switch (random.nextInt(3)) {
                case 0 -> answer.cancel();
                case 1 -> answer.stream().limit(random.nextInt(1, 20)).forEach(_ -> {});
                default -> TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
              }
              answer.cancel();
              question.checkBeginning(answer.await());
            });
        SchedulerStatus status = scheduler.status();
        assertNothingIsLeft(status);
        assertThat(status.totals().cancelled() + status.totals().completed()).isEqualTo(CANCELS);
        assertThat(status.totals().cancelled()).isGreaterThan(CANCELS / 4);
        assertThat(status.totals().completed()).isPositive();
        assertThat(model.bound().pool().byteSize()).isLessThanOrEqualTo(1 << 20);
      }
      assertThat(model.bound().pool().byteSize()).isZero();
    }
  }

  /** More requests than memory: those that have no room wait, none fails. */
  @Test
  void requestsShareABudgetThatHasRoomForFew() throws Exception {
    long budget;
    try (LanguageModel model = openWith(ALONE, "measured")) {
      budget = TinyLanguageModel.bytesOfPages(model, 9);
    }
    ModelOptions options = ALONE.withKvBudget(budget);
    try (LanguageModel model = openWith(options, "small")) {
      List<Question> questions = questions(model, new Random(11), 60);
      try (Scheduler scheduler = model.newScheduler(MANY)) {
        together(
            120,
            (i, _) -> {
              Question question = questions.get(i % questions.size());
              question.check(scheduler.submit(question.request("")).await());
            });
        assertNothingIsLeft(scheduler.status());
        assertThat(scheduler.status().pages().total()).isEqualTo(9);
        assertThat(model.bound().pool().byteSize()).isLessThanOrEqualTo(budget);
      }
    }
  }

  private LanguageModel openWith(ModelOptions options, String name) throws IOException {
    Path path = directory.resolve(name);
    Files.createDirectory(path);
    return TinyLanguageModel.open("tied-f32", path, options);
  }
}
