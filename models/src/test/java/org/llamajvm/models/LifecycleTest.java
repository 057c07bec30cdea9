package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.tool.ToolCall;

/** What a program may do with a model, its sessions and several threads, on the bundled model. */
class LifecycleTest {

  private static final Path WREN = Fixtures.root().resolve("models/wren-3m");
  private static final GenerateOptions FEW = GenerateOptions.defaults().withMaxTokens(5);
  private static final String PROMPT = "Once upon a time";

  private static LanguageModel open() throws IOException {
    return LanguageModel.open(WREN, ModelOptions.defaults().withContext(256));
  }

  @Test
  void closesTwiceAndRefusesWhatComesAfterwards() throws IOException {
    LanguageModel model = open();
    Session session = model.newSession();
    int[] prompt = model.tokenizer().encodePrompt(PROMPT);
    session.generate(prompt, FEW, piece -> {}, new Cancellation());
    model.close();
    model.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> session.generate(prompt, FEW, piece -> {}, new Cancellation()))
        .withMessage("The model " + WREN + " is closed");
    assertThatIllegalStateException()
        .isThrownBy(model::newSession)
        .withMessage("The model " + WREN + " is closed");
    session.close();
    session.close();
  }

  @Test
  void aClosedSessionRefusesToGenerate() throws IOException {
    try (LanguageModel model = open()) {
      Session session = model.newSession();
      session.close();
      session.close();
      int[] prompt = model.tokenizer().encodePrompt(PROMPT);
      assertThatIllegalStateException()
          .isThrownBy(() -> session.generate(prompt, FEW, piece -> {}, new Cancellation()))
          .withMessage("The sequence is closed");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aContextOfNothingIsRefused(int context) throws IOException {
    try (LanguageModel model = open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.newSession(context))
          .withMessage("A context must have 1 token or more, not " + context);
    }
  }

  @Test
  void anInterruptionEndsAGeneration() throws IOException {
    try (LanguageModel model = open()) {
      Generation generation =
          model.generate(
              PROMPT,
              GenerateOptions.defaults().withMaxTokens(100),
              piece -> Thread.currentThread().interrupt());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(generation.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(generation.tokens()).hasSize(1);
    }
  }

  @Test
  void aSecondThreadInASessionIsTold() throws Exception {
    try (LanguageModel model = open();
        Session session = model.newSession();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      int[] prompt = model.tokenizer().encodePrompt(PROMPT);
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch tried = new CountDownLatch(1);
      Future<Generation> first =
          other.submit(() ->
              session.generate(
                  prompt,
                  FEW,
                  piece -> {
                    begun.countDown();
                    await(tried);
                  },
                  new Cancellation()));
      await(begun);
      assertThatIllegalStateException()
          .isThrownBy(() -> session.generate(prompt, FEW, piece -> {}, new Cancellation()))
          .withMessage("Another thread generates in this session; open one for each thread");
      tried.countDown();
      assertThat(first.get().tokens()).hasSize(5);
    }
  }

  @Test
  void aSecondThreadInAConversationIsToldAndChangesNothing(@TempDir Path directory)
      throws Exception {
    try (LanguageModel model = open();
        ChatSession chat = model.chat();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      chat.setOptions(FEW);
      chat.ask("Hello");
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch tried = new CountDownLatch(1);
      Future<Generation> second =
          other.submit(() ->
              chat.ask(
                  PROMPT,
                  piece -> {
                    begun.countDown();
                    await(tried);
                  }));
      await(begun);
      String told = "Another thread uses this conversation; begin one for each thread";
      Path file = directory.resolve("saved");
      List<ThrowingCallable> uses =
          List.of(
              () -> chat.ask("And then?"),
              () -> chat.regenerate(FEW, GenerationListener.NONE, new Cancellation()),
              () -> chat.load(WREN, settings -> {}),
              () -> chat.save(file, Map.of()),
              () -> chat.setSystem("Be brief."),
              () -> chat.setMessages(List.of()),
              () -> chat.clear(),
              () -> chat.undo(),
              () -> chat.giveResult(new ToolCall("1", "f", "{}"), "2"));
      assertThat(uses)
          .allSatisfy(use -> assertThatIllegalStateException().isThrownBy(use).withMessage(told));
      assertThat(file).doesNotExist();
      tried.countDown();
      second.get();
      assertThat(chat.messages()).hasSize(4);
      assertThat(chat.messages().get(2).text()).isEqualTo(PROMPT);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sessions of several threads give the texts that they give one after the other. */
  @Test
  void threadsShareAModel() throws IOException, InterruptedException, ExecutionException {
    List<String> prompts =
        List.of("Once upon a time", "The sea", "A fox and a hen", "Once upon a time", "It rained");
    GenerateOptions options = GenerateOptions.defaults().withMaxTokens(40);
    try (LanguageModel model = open();
        ExecutorService threads = Executors.newFixedThreadPool(prompts.size())) {
      List<String> alone = new ArrayList<>();
      for (String prompt : prompts) {
        alone.add(model.generate(prompt, options, piece -> {}).text());
      }
      List<Future<Generation>> together = new ArrayList<>();
      for (String prompt : prompts) {
        together.add(threads.submit(() -> model.generate(prompt, options, piece -> {})));
      }
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(together.get(i).get().text()).isEqualTo(alone.get(i));
      }
    }
  }
}
