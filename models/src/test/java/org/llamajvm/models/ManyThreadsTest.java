package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.tokenizer.chat.Message;

/**
 * Ten threads use one model in every way that a program may, with cancels and closes at random, for
 * as many seconds as the property {@code llama.stress.seconds} says.
 */
class ManyThreadsTest {

  private static final int THREADS = 10;
  private static final int QUESTIONS = 12;
  private static final int MAX_TOKENS = 24;
  private static final Path MODEL = Fixtures.root().resolve("models/wren-3m-4bit");

  /** What a program may keep of its memory for good, a few arenas of malloc's among it. */
  private static final long MOST_GROWTH = 64L << 20;

  private final List<String> alone = new ArrayList<>();

  @Test
  void answersAreThoseMadeAloneAndNoMemoryIsLost() throws Exception {
    long seconds = Long.getLong("llama.stress.seconds", 1);
    LanguageModel model = LanguageModel.open(MODEL);
    for (int i = 0; i < QUESTIONS; i++) {
      alone.add(model.generate(request(i)).text());
    }
    work(model, System.nanoTime() + seconds * 200_000_000L); // buffers grow to their sizes
    assertThat(pages(model)).isZero();
    long before = residentBytes();
    long asked = work(model, System.nanoTime() + seconds * 1_000_000_000L);
    assertThat(asked).isGreaterThanOrEqualTo(THREADS);
    assertThat(pages(model)).isZero();
    long after = residentBytes();
    System.getLogger("ManyThreadsTest")
        .log(
            System.Logger.Level.INFO,
            "{0} requests in {1} s, resident memory {2} MiB before, {3} MiB after",
            asked,
            seconds,
            before >> 20,
            after >> 20);
    assertThat(after - before).isLessThan(MOST_GROWTH);
    closeInUse(model);
  }

  private static GenerationRequest request(int question) {
    List<Message> messages =
        List.of(Message.system("Number " + question % 3), Message.user("Tell me of " + question));
    return GenerationRequest.builder()
        .messages(messages)
        .seed(question)
        .temperature(1)
        .maxTokens(MAX_TOKENS)
        .key("key " + question % 2)
        .build();
  }

  private long work(LanguageModel model, long deadline) throws Exception {
    List<Future<Long>> threads = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        threads.add(
            executor.submit(() -> {
              long asked = 0;
              do {
                askOnce(model, random);
                asked++;
              } while (System.nanoTime() < deadline);
              return asked;
            }));
      }
    }
    long asked = 0;
    for (Future<Long> thread : threads) {
      asked += thread.get();
    }
    return asked;
  }

  private void askOnce(LanguageModel model, Random random) {
    int question = random.nextInt(QUESTIONS);
    String expected = alone.get(question);
    GenerationRequest request = request(question);
    switch (random.nextInt(6)) {
      case 0 -> assertThat(model.generate(request).text()).isEqualTo(expected);
      case 1 -> {
        Answer answer = model.submit(request);
        int pieces = random.nextInt(5);
        for (var iterator = answer.iterator(); pieces > 0 && iterator.hasNext(); pieces--) {
          iterator.next();
        }
        answer.cancel();
        assertThat(expected).startsWith(answer.await().text());
      }
      case 2 -> {
        StringBuilder heard = new StringBuilder();
        assertThat(model.submit(request, heard::append).await().text()).isEqualTo(expected);
        assertThat(heard.toString()).isEqualTo(expected);
      }
      case 3 -> {
        try (var texts = model.submit(request).texts()) {
          texts.limit(random.nextInt(1, 4)).forEach(piece -> assertThat(piece).isNotEmpty());
        }
      }
      case 4 -> session(model, request, expected, random);
      default -> {
        Thread.currentThread().interrupt();
        Generation cut = model.generate("Once upon a time");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cut.finishReason()).isEqualTo(FinishReason.CANCELLED);
      }
    }
  }

  private static void session(
      LanguageModel model, GenerationRequest request, String expected, Random random) {
    try (ChatSession chat = model.chat()) {
      chat.setMessages(request.messages().subList(0, 1));
      Cancellation cancellation = new Cancellation();
      int most = random.nextInt(40);
      StringBuilder heard = new StringBuilder();
      Generation answer =
          chat.ask(
              request.messages().getLast().text(),
              request.options(model),
              text -> {
                heard.append(text);
                if (heard.length() > most) {
                  cancellation.cancel();
                }
              },
              cancellation);
      assertThat(expected).startsWith(answer.text());
    }
  }

  /** Closes the model while everybody uses it: an exception for everybody, no crash. */
  private static void closeInUse(LanguageModel model) throws InterruptedException {
    List<Answer> answers =
        IntStream.range(0, THREADS)
            .mapToObj(i -> model.submit(request(i).toBuilder().ignoreEnd(true).unlimited().build()))
            .toList();
    ChatSession chat = model.chat();
    Thread asking =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (true) {
                  chat.ask("And?");
                }
              } catch (IllegalStateException _) {
                chat.close(); // what is expected here
              }
            });
    answers.getFirst().iterator().next();
    model.close();
    asking.join();
    for (Answer answer : answers) {
      assertThat(ended(answer)).isTrue();
    }
    assertThatIllegalStateException().isThrownBy(() -> model.generate("Once"));
    assertThatIllegalStateException().isThrownBy(model::chat);
  }

  private static boolean ended(Answer answer) throws InterruptedException {
    try {
      return answer.future().get().finishReason() == FinishReason.CANCELLED;
    } catch (ExecutionException e) {
      return e.getCause() instanceof IllegalStateException;
    }
  }

  /** Pages of sequences that still run: a cancelled one gives its own back before the next step. */
  private static int pages(LanguageModel model) throws InterruptedException {
    while (model.submit(request(0)).await().text().isEmpty()) {
      Thread.onSpinWait();
    }
    try (Scheduler none = model.newScheduler(SchedulerOptions.defaults().withCacheBytes(0))) {
      assertThat(none.status().running()).isZero();
    }
    return (int) model.bound().pool().use().promised();
  }

  /** Resident memory of this process; 0 where the system does not say. */
  private static long residentBytes() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
