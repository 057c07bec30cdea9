package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.constraint.Constraint;

/**
 * What a program may do with a scheduler, on a random model whose keys and values have a budget.
 */
@Timeout(60)
class SchedulerTest {

  private static final int PAGES = 8;
  private static final int LONG = 900;
  private static final int[] PROMPT = {5, 6, 7, 8};

  @TempDir private static Path directory;
  private static LanguageModel model;

  private final Scheduler scheduler =
      model.newScheduler(SchedulerOptions.defaults().withMaxRunning(2));

  /** Keeps pages from requests until it is closed. */
  private Session holder;

  @BeforeAll
  static void openModel() throws IOException {
    model = open("shared");
  }

  private static LanguageModel open(String name) throws IOException {
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
    }
    assertThat(model.bound().pool().byteSize()).isZero();
  }

  @AfterAll
  static void closeModel() {
    model.close();
  }

  /** Takes all pages, so that every request waits. */
  private void holdAllPages() {
    holder = model.newSession(PAGES * KvLayout.PAGE);
    int[] prompt = IntStream.range(0, PAGES * KvLayout.PAGE).map(i -> i % 50).toArray();
    holder.generate(prompt, options(1), GenerationListener.NONE, new Cancellation());
    assertThat(model.bound().pool().use().used()).isEqualTo(PAGES);
  }

  private static GenerateOptions options(int maxTokens) {
    SamplingOptions sampling = SamplingOptions.builder().temperature(1).seed(maxTokens).build();
    return GenerateOptions.defaults()
        .withSampling(sampling)
        .withIgnoreEnd(true)
        .withMaxTokens(maxTokens);
  }

  private static GenerationRequest request(int maxTokens) {
    return request(PROMPT, maxTokens, "");
  }

  private static GenerationRequest request(int[] prompt, int maxTokens, String key) {
    return GenerationRequest.builder().prompt(prompt).options(options(maxTokens)).key(key).build();
  }

  private Generation alone(int[] prompt, int maxTokens) {
    return model.generate(prompt, options(maxTokens), GenerationListener.NONE, new Cancellation());
  }

  private static int[] prompt(int length, int seed) {
    return IntStream.range(0, length).map(i -> 3 + (i * 7 + seed) % 90).toArray();
  }

  @Test
  void aTextIsAPromptAsInGenerate() {
    GenerateOptions options = options(9).withLogprobs(1);
    int[] prompt = PROMPT.clone();
    GenerationRequest request =
        GenerationRequest.builder().prompt(prompt).options(options).key("me").build();
    prompt[0] = 1;
    Generation expected =
        model.generate(PROMPT, options, GenerationListener.NONE, new Cancellation());
    Answer answer = scheduler.submit(request);
    assertThat(answer.await().tokens()).isEqualTo(expected.tokens());
    assertThat(answer.await().logprobs()).isEqualTo(expected.logprobs());
    assertThat(answer.request().key()).isEqualTo("me");
    assertThat(answer.promptTokens()).isEqualTo(4);
    assertThat(answer.phase()).isEqualTo(Answer.Phase.DONE);
  }

  @Test
  void theListenerHearsEverythingOnAThreadOfItsOwn() {
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    int[] prompt = prompt(200, 1);
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onPrompt(int done, int total) {
            threads.add(Thread.currentThread());
            assertThat(total).isEqualTo(200);
            assertThat(done).isBetween(0, 200);
          }

          @Override
          public void onText(String text) {
            threads.add(Thread.currentThread());
            calls.add(text);
          }

          @Override
          public void onComplete(Generation generation) {
            calls.add("." + generation.text());
          }
        };
    Generation generation = scheduler.submit(request(prompt, 20, ""), listener).await();
    assertThat(calls.getLast()).isEqualTo("." + generation.text());
    assertThat(String.join("", calls.subList(0, calls.size() - 1))).isEqualTo(generation.text());
    assertThat(threads).isNotEmpty().containsOnly(threads.getFirst());
    assertThat(threads.getFirst().isVirtual()).isTrue();
  }

  @Test
  void requestsThatFindTheQueueFullAreRefused() {
    holdAllPages();
    SchedulerOptions options = SchedulerOptions.defaults().withMaxRunning(1).withMaxWaiting(2);
    try (Scheduler small = model.newScheduler(options)) {
      List<Answer> answers = IntStream.range(0, 3).mapToObj(_ -> small.submit(request(3))).toList();
      assertThatExceptionOfType(QueueFullException.class)
          .isThrownBy(() -> small.submit(request(3)))
          .withMessage("1 requests run and 2 wait, as many as may; ask again later");
      answers.getFirst().cancel();
      assertThat(answers.getFirst().await().finishReason()).isEqualTo(FinishReason.CANCELLED);
      Answer late = small.submit(request(3));
      assertThat(small.status().totals().refused()).isEqualTo(1);
      holder.close();
      assertThat(late.await().tokens()).isEqualTo(alone(PROMPT, 3).tokens());
    }
  }

  @Test
  void aRequestThatWaitsKnowsItsPlaceAndIsCancelledAtOnce() throws Exception {
    holdAllPages();
    Answer first = scheduler.submit(request(PROMPT, 3, "a"));
    Answer second = scheduler.submit(request(PROMPT, 3, "a"));
    CompletableFuture<Integer> place = new CompletableFuture<>();
    CompletableFuture<Integer> laterPlace = new CompletableFuture<>();
    Answer other =
        scheduler.submit(
            request(PROMPT, 3, "b"),
            new GenerationListener() {
              @Override
              public void onText(String ignored) {}

              @Override
              public void onQueued(int ahead) {
                (place.isDone() ? laterPlace : place).complete(ahead);
              }
            });
    assertThat(place.get()).as("keys take turns").isEqualTo(1);
    assertThat(other.phase()).isEqualTo(Answer.Phase.QUEUED);
    second.cancel();
    second.cancel();
    assertThat(second.await().usage()).isEqualTo(new Generation.Usage(4, 0, 0, 0));
    first.cancel();
    assertThat(laterPlace.get()).isZero();
    SchedulerStatus status = scheduler.status();
    assertThat(status.waiting()).isEqualTo(1);
    assertThat(status.pages())
        .isEqualTo(new SchedulerStatus.Pages(PAGES, PAGES, 0, 0, PAGES * 128L));
    assertThat(status.answers()).extracting(SchedulerStatus.AnswerStatus::key).containsExactly("b");
    holder.close();
    assertThat(other.await().finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(scheduler.status().totals().cancelled()).isEqualTo(2);
  }

  /** Who asks once does not wait for all requests of somebody who asks often. */
  @Test
  void keysTakeTurns() {
    holdAllPages();
    try (Scheduler one = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(1))) {
      record Begun(String name, Answer answer, long submitted) {
        long at() {
          return submitted + answer.waited().toNanos();
        }
      }
      List<Begun> all = new ArrayList<>();
      for (String name : List.of("a1", "a2", "a3", "a4", "b1", "b2", "c1")) {
        Answer answer = one.submit(request(PROMPT, 40, name.substring(0, 1)));
        all.add(new Begun(name, answer, submitted(answer)));
      }
      holder.close();
      all.forEach(begun -> begun.answer().await());
      all.sort(Comparator.comparingLong(Begun::at));
      assertThat(all)
          .extracting(Begun::name)
          .containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    }
  }

  /** When an answer that still waits was submitted, by {@link System#nanoTime}. */
  private static long submitted(Answer waiting) {
    while (true) {
      long now = System.nanoTime();
      long waited = waiting.waited().toNanos();
      if (System.nanoTime() - now < 100_000) { // nothing came between the two
        return now - waited;
      }
    }
  }

  @Test
  void drainingLetsEverybodyEndAndTakesNobody() throws InterruptedException {
    List<Answer> answers =
        IntStream.range(0, 6).mapToObj(i -> scheduler.submit(request(20 + i))).toList();
    assertThat(scheduler.drain(Duration.ofSeconds(50))).isTrue();
    assertThatExceptionOfType(SchedulerClosedException.class)
        .isThrownBy(() -> scheduler.submit(request(1)))
        .withMessage("The scheduler takes no more requests");
    for (Answer answer : answers) {
      assertThat(answer.phase()).isEqualTo(Answer.Phase.DONE);
      assertThat(answer.await().finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void drainingTakesNoLongerThanItMay() throws InterruptedException {
    holdAllPages();
    Answer answer = scheduler.submit(request(5));
    assertThat(scheduler.drain(Duration.ofMillis(10))).isFalse();
    scheduler.close();
    scheduler.close();
    assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void closingTheSchedulerCancelsWhatItDoes() {
    List<Answer> answers =
        IntStream.range(0, 5).mapToObj(_ -> scheduler.submit(request(LONG))).toList();
    TextPiece first = answers.getFirst().iterator().next();
    scheduler.close();
    Generation begun = answers.getFirst().await();
    assertThat(begun.text()).startsWith(first.text());
    for (Answer answer : answers) {
      assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    }
    assertThat(model.bound().pool().use().used()).isZero();
  }

  @Test
  void closingAModelEndsWhatItDoes() throws IOException {
    List<Integer> expected = alone(PROMPT, 400).tokens();
    LanguageModel closing = open("closing");
    Answer before = closing.submit(request(400));
    assertThat(before.await().tokens()).isEqualTo(expected);
    Scheduler other = closing.newScheduler(SchedulerOptions.defaults());
    Answer foreign = other.submit(request(400));
    Answer own = closing.submit(request(401), GenerationListener.NONE);
    TextPiece first = own.iterator().next();
    closing.close();
    assertThat(own.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(own.await().text()).startsWith(first.text());
    assertThatIllegalStateException().isThrownBy(foreign::await).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> closing.submit(request(1)));
    Answer late = other.submit(request(1));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> late.future().get())
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> late.forEach(_ -> {}));
    other.close();
  }

  @Test
  void anInterruptionCancelsTheAnswerThatAThreadWaitsFor() throws Exception {
    holdAllPages();
    Answer answer = scheduler.submit(request(5));
    CompletableFuture<FinishReason> reason = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              Generation generation = answer.await();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              reason.complete(generation.finishReason());
            });
    waiting.interrupt();
    assertThat(reason.get()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void anInterruptionEndsAnIteration() throws Exception {
    holdAllPages();
    Answer answer = scheduler.submit(request(5));
    CompletableFuture<Boolean> more = new CompletableFuture<>();
    Thread reading = Thread.ofVirtual().start(() -> more.complete(answer.iterator().hasNext()));
    reading.interrupt();
    assertThat(more.get()).isFalse();
    assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void aStreamThatIsClosedCancelsItsAnswer() {
    List<Integer> whole = alone(PROMPT, LONG).tokens();
    Answer answer = scheduler.submit(request(LONG));
    try (var pieces = answer.stream()) {
      assertThat(pieces.limit(3).toList()).hasSize(3);
    }
    Generation generation = answer.await();
    assertThat(generation.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(generation.tokens()).isEqualTo(whole.subList(0, generation.tokens().size()));
  }

  @Test
  void aSlowListenerDelaysNobodyElse() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    AtomicReference<Generation> heard = new AtomicReference<>();
    StringBuilder text = new StringBuilder();
    Answer slow =
        scheduler.submit(
            request(50),
            new GenerationListener() {
              @Override
              public void onText(String piece) {
                await(read);
                text.append(piece);
              }

              @Override
              public void onComplete(Generation generation) {
                heard.set(generation);
              }
            });
    for (int i = 0; i < 5; i++) {
      assertThat(scheduler.submit(request(60)).await().tokens()).hasSize(60);
    }
    assertThat(scheduler.drain(Duration.ofSeconds(50))).as("nobody runs or waits").isTrue();
    assertThat(slow.future()).isNotDone();
    assertThat(heard.get()).isNull();
    read.countDown();
    assertThat(slow.await()).isEqualTo(heard.get());
    assertThat(text).hasToString(heard.get().text());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aListenerThatThrowsCancelsItsAnswerOnly() {
    List<Integer> expected = alone(PROMPT, 100).tokens();
    Answer other = scheduler.submit(request(100));
    Answer answer =
        scheduler.submit(
            request(LONG),
            new GenerationListener() {
              @Override
              public void onText(String text) {
                throw new UnsupportedOperationException("no " + LONG);
              }
            });
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(answer::await)
        .withMessage("no " + LONG);
    assertThat(other.await().tokens()).isEqualTo(expected);
    assertThat(scheduler.status().totals().failed()).isZero();
  }

  @Test
  void aFutureThatIsCancelledCancelsItsAnswer() throws Exception {
    Answer answer = scheduler.submit(request(LONG));
    CompletableFuture<Generation> other = answer.future();
    assertThat(answer.future().cancel(false)).isTrue();
    assertThat(other.get().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(answer.future().get()).isEqualTo(other.get());
  }

  /** Asks for one piece after the other, and keeps them. */
  private static final class Subscriber implements Flow.Subscriber<TextPiece> {

    final List<TextPiece> pieces = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Void> end = new CompletableFuture<>();
    final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    final int limit;

    Subscriber(int limit) {
      this.limit = limit;
    }

    @Override
    public void onSubscribe(Flow.Subscription value) {
      subscription.complete(value);
      value.request(1);
    }

    @Override
    public void onNext(TextPiece piece) {
      pieces.add(piece);
      if (pieces.size() < limit) {
        subscription.join().request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      end.complete(null);
    }
  }

  @Test
  void subscribersGetAsMuchAsTheyAskFor() throws Exception {
    Answer answer = scheduler.submit(request(30));
    Subscriber all = new Subscriber(Integer.MAX_VALUE);
    Subscriber few = new Subscriber(3);
    answer.publisher().subscribe(all);
    answer.publisher().subscribe(few);
    all.end.get();
    assertThat(all.pieces).isEqualTo(answer.stream().toList());
    Answer next = scheduler.submit(request(LONG));
    Subscriber leaving = new Subscriber(Integer.MAX_VALUE);
    next.publisher().subscribe(leaving);
    next.iterator().next();
    leaving.subscription.get().cancel();
    assertThat(next.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(few.pieces).hasSizeLessThanOrEqualTo(3);
    few.subscription.get().request(0);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(few.end::get)
        .withCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatCanNeverBeAnsweredIsRefused() {
    assertThat(scheduler.context()).isEqualTo(PAGES * KvLayout.PAGE);
    assertThatExceptionOfType(PromptTooLongException.class)
        .isThrownBy(() -> scheduler.submit(request(prompt(1025, 0), 1, "")))
        .satisfies(e -> assertThat(e.tokens()).isEqualTo(1025))
        .satisfies(e -> assertThat(e.context()).isEqualTo(1024));
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> scheduler.submit(request(new int[] {101}, 1, "")));
    GenerationRequest constrained =
        GenerationRequest.builder()
            .prompt(new int[] {1_000_000})
            .constraint(Constraint.choice(List.of("a")))
            .build();
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> scheduler.submit(constrained));
    GenerateOptions biased =
        options(1).withSampling(SamplingOptions.builder().logitBias(Map.of(101, 1f)).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            scheduler.submit(GenerationRequest.builder().prompt(PROMPT).options(biased).build()))
        .withMessage("Logit bias for token 101, but the vocabulary has 101 tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            scheduler.submit(
                GenerationRequest.builder()
                    .prompt(PROMPT)
                    .options(options(1).withLogprobs(102))
                    .build()));
    assertThatIllegalStateException()
        .isThrownBy(GenerationRequest.builder()::build)
        .withMessage("A request needs a prompt or messages");
    assertThat(scheduler.status().totals().accepted()).isZero();
  }

  @Test
  void anAnswerEndsWhereTheContextEnds() {
    int[] prompt = prompt(1000, 3);
    Generation generation = scheduler.submit(request(prompt, 100, "")).await();
    assertThat(generation.finishReason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(generation.tokens()).isEqualTo(alone(prompt, 100).tokens()).hasSize(25);
    Generation full = scheduler.submit(request(prompt(1024, 4), 100, "")).await();
    assertThat(full.tokens()).hasSize(1);
    Generation nothing = scheduler.submit(request(prompt(1024, 4), 0, "")).await();
    assertThat(nothing.tokens()).isEmpty();
    assertThat(nothing.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void promptsThatBeginAlikeAreProcessedOnce() {
    int[] prompt = prompt(3 * KvLayout.PAGE + 5, 1);
    assertThat(scheduler.submit(request(prompt, 2, "")).await().usage().cachedTokens()).isZero();
    assertThat(scheduler.status().pages().used()).isZero();
    assertThat(scheduler.status().pages().cached()).isEqualTo(3);
    int[] longer = prompt(3 * KvLayout.PAGE + 50, 1);
    Generation second = scheduler.submit(request(longer, 5, "")).await();
    assertThat(second.usage().cachedTokens()).isEqualTo(3 * KvLayout.PAGE);
    assertThat(second.tokens()).isEqualTo(alone(longer, 5).tokens());
    assertThat(second.timings().promptTokens()).isEqualTo(50);
    assertThat(scheduler.status().totals().cachedTokens()).isEqualTo(3 * KvLayout.PAGE);
  }

  @Test
  void keepsOfEndedRequestsWhatThoseThatRunAtOnceCouldHave() {
    try (Scheduler one = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(1))) {
      for (int seed = 1; seed <= 3; seed++) {
        one.submit(request(prompt(800, seed), 1, "")).await();
      }
      assertThat(one.status().pages().cached()).isBetween(1, 1024 / KvLayout.PAGE);
    }
  }

  /** The same prompt several times at once: the others wait for the first and take its pages. */
  @Test
  void promptsThatBeginAlikeAtOnceAreProcessedOnce() {
    int[] prompt = prompt(3 * KvLayout.PAGE + 1, 2);
    Generation expected = alone(prompt, 9);
    holdAllPages();
    try (Scheduler four = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(4))) {
      List<Answer> answers =
          IntStream.range(0, 2).mapToObj(_ -> four.submit(request(prompt, 9, ""))).toList();
      holder.close();
      for (Answer answer : answers) {
        assertThat(answer.await().tokens()).isEqualTo(expected.tokens());
      }
      assertThat(four.status().totals().promptTokens()).isEqualTo(prompt.length + 1);
    }
  }

  @Test
  void pagesThatWereNotUsedForLongGoFirst() {
    int[] first = prompt(2 * KvLayout.PAGE + 1, 10);
    int[] second = prompt(2 * KvLayout.PAGE + 1, 20);
    int[] third = prompt(4 * KvLayout.PAGE, 30);
    scheduler.submit(request(first, 1, "")).await();
    scheduler.submit(request(second, 1, "")).await();
    assertThat(scheduler.submit(request(first, 1, "")).await().usage().cachedTokens())
        .isEqualTo(2 * KvLayout.PAGE);
    assertThat(scheduler.status().pages().cached()).isEqualTo(4);
    scheduler.submit(request(third, 2 * KvLayout.PAGE, "")).await();
    assertThat(scheduler.submit(request(first, 1, "")).await().usage().cachedTokens())
        .isEqualTo(2 * KvLayout.PAGE);
    assertThat(scheduler.submit(request(second, 1, "")).await().usage().cachedTokens())
        .isLessThan(2 * KvLayout.PAGE);
  }

  @Test
  void sessionsWorkBesideAScheduler() {
    Answer answer = scheduler.submit(request(PROMPT, 700, ""));
    TextPiece piece = answer.iterator().next();
    assertThat(piece.tokens()).isNotEmpty();
    List<Integer> expected = alone(PROMPT, 30).tokens();
    assertThat(alone(PROMPT, 30).tokens()).isEqualTo(expected);
    assertThat(answer.await().tokens()).isEqualTo(alone(PROMPT, 700).tokens());
  }

  /** Computes a step of its own, during which no other can begin. */
  private static final class LongStep implements AutoCloseable {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    LongStep() {
      Thread.ofPlatform().start(this::compute);
      SchedulerTest.await(begun);
    }

    private void compute() {
      try (Sequence sequence = model.bound().newSequence(1)) {
        Batch batch = new Batch();
        batch.addGenerated(sequence, PROMPT, 0);
        model
            .bound()
            .step(
                batch,
                (_, _, _, _) -> {
                  begun.countDown();
                  SchedulerTest.await(end);
                });
      }
      ended.countDown();
    }

    @Override
    public void close() {
      end.countDown();
      SchedulerTest.await(ended);
    }
  }

  @Test
  void aPromptThatIsBeingProcessedIsCancelledAfterTheStep() throws Exception {
    Answer answer;
    CompletableFuture<Void> begun = new CompletableFuture<>();
    try (LongStep step = new LongStep()) {
      assertThat(step.ended.getCount()).isPositive();
      answer =
          scheduler.submit(
              request(PROMPT, 700, "k"),
              new GenerationListener() {
                @Override
                public void onText(String ignored) {}

                @Override
                public void onPrompt(int done, int total) {
                  begun.complete(null);
                }
              });
      begun.get();
      assertThat(answer.phase()).isEqualTo(Answer.Phase.PREFILL);
      SchedulerStatus status = scheduler.status();
      assertThat(status.running()).isEqualTo(1);
      assertThat(status.pages().used() + status.pages().reserved()).isBetween(7L, 8L);
      SchedulerStatus.AnswerStatus running = status.answers().getFirst();
      assertThat(running.id()).isEqualTo(answer.id());
      assertThat(running.key()).isEqualTo("k");
      assertThat(running.promptTokens()).isEqualTo(4);
      assertThat(running.processedTokens()).isZero();
      assertThat(running.generatedTokens()).isZero();
      assertThat(running.age()).isGreaterThan(answer.waited());
      answer.cancel();
      assertThat(answer.phase()).isEqualTo(Answer.Phase.PREFILL);
    }
    assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(scheduler.status().answers()).isEmpty();
    assertThat(scheduler.status().pages().reserved()).isZero();
    assertThat(scheduler.status().pages().used()).isZero();
  }
}
