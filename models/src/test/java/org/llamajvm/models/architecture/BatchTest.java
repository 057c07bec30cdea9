package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.batch.Slice;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.weights.WeightCopy;

/**
 * A sequence gives the same logits alone and among others, to the last bit, whatever joins, leaves
 * or is cancelled meanwhile, and whichever pages it shares.
 */
class BatchTest {

  private static final int TEXTS = 6;
  private static final int GENERATED = 8;

  /** All texts begin with this many tokens of one of two beginnings. */
  private static final int SHARED = 2 * KvLayout.PAGE + 30;

  private static final int LONGEST = 6 * KvLayout.PAGE;

  /** A prompt, and the tokens that follow it, with the logits that they get alone. */
  private record Text(int[] tokens, int prompt, float[][] logits) {

    static Text random(Random random, int[] beginning, int vocabulary) {
      int shared = random.nextInt(KvLayout.PAGE + 1, SHARED);
      int own = random.nextBoolean() ? random.nextInt(1, 12) : random.nextInt(1, 150);
      int[] tokens = Arrays.copyOf(beginning, shared + own + GENERATED);
      for (int i = shared; i < tokens.length; i++) {
        tokens[i] = random.nextInt(vocabulary);
      }
      return new Text(tokens, shared + own, new float[GENERATED + 1][]);
    }

    /** Which of the logits are those of the token at an index; negative if none of them. */
    int step(int index) {
      return index + 1 - prompt;
    }
  }

  /** A sequence on its way through a text. */
  private static final class Run {

    final Text text;
    final Sequence sequence;
    int done;

    Run(BoundModel model, Text text) {
      this.text = text;
      sequence = model.newSequence(LONGEST);
      done = sequence.adopt(text.tokens(), text.prompt() - 1);
    }

    boolean isFinished() {
      return done == text.tokens().length;
    }

    /** Adds the next tokens of the text to a batch: a piece of the prompt, or one token. */
    void addTo(Batch batch, int piece) {
      if (done >= text.prompt()) {
        batch.addGenerated(sequence, text.tokens(), done);
        done++;
        return;
      }
      int end = Math.min(text.prompt(), done + piece);
      batch.addPrompt(sequence, text.tokens(), done, end, end == text.prompt() ? 1 : 0);
      done = end;
    }
  }

  private static Stream<Arguments> models() {
    List<Arguments> cases = new ArrayList<>();
    for (KernelChoice kernels : List.of(KernelChoice.SCALAR, KernelChoice.VECTOR)) {
      for (KvType type : KvType.values()) {
        cases.add(Arguments.of("mlx-4bit-64-bf16", kernels, type, ActivationPrecision.INT8));
        cases.add(Arguments.of("tied-f32", kernels, type, ActivationPrecision.FLOAT32));
      }
      cases.add(Arguments.of("mlx-qwen3-moe", kernels, KvType.F16, ActivationPrecision.INT8));
      for (String name :
          List.of(
              "attention-bias-bf16",
              "mlp-bias-f16",
              "mlx-8bit-32-bf16",
              "mlx-8bit-64-f16",
              "mlx-4bit-32-f16",
              "mistral-window",
              "mistral-window-pages",
              "gemma3-pages",
              "qwen3-bias-window-f32",
              "gemma2",
              "ministral3",
              "gpt-oss",
              "phi3-longrope-beyond",
              "qwen2-moe",
              "llama4",
              "llama4-pages",
              "qwen3-moe")) {
        cases.add(Arguments.of(name, kernels, KvType.F32, ActivationPrecision.FLOAT32));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void aSequenceGivesTheSameLogitsAmongOthers(
      String name, KernelChoice kernels, KvType type, ActivationPrecision precision)
      throws IOException {
    try (OpenModel files = OpenModel.open(Fixtures.model(name), Architectures.STANDARD);
        Backend backend = Backend.open(kernels, 2);
        WeightCopy copy = WeightCopy.of(files.transformer(), backend);
        BoundModel model =
            TinyModel.bind(
                precision == ActivationPrecision.INT8 ? copy.transformer() : files.transformer(),
                backend,
                new ComputeOptions(type, precision))) {
      Random random = new Random(name.hashCode());
      List<Text> texts = texts(random, model.vocabularySize());
      for (Text text : texts) {
        runAlone(model, text);
      }
      assertThat(model.pool().use().used()).isZero();
      model.pool().keepIdle(64 * model.pool().layout().pageBytes());
      runTogether(model, texts, random);
      model.pool().keepIdle(0);
      assertThat(model.pool().use().used()).isZero();
      assertThat(model.pool().byteSize()).isZero();
    }
  }

  private static List<Text> texts(Random random, int vocabulary) {
    int[][] beginnings = new int[2][];
    for (int i = 0; i < 2; i++) {
      beginnings[i] = random.ints(SHARED, 0, vocabulary).toArray();
    }
    List<Text> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(Text.random(random, beginnings[i % 2], vocabulary));
    }
    return texts;
  }

  private static void runAlone(BoundModel model, Text text) {
    Run run = new Run(model, text);
    assertThat(run.done).as("pages that nobody shares").isZero();
    Batch batch = new Batch();
    while (!run.isFinished()) {
      batch.clear();
      run.addTo(batch, Batch.PIECE);
      model.step(
          batch,
          (_, index, logits, offset) ->
              text.logits()[text.step(index)] =
                  Arrays.copyOfRange(logits, offset, offset + model.vocabularySize()));
    }
    run.sequence.close();
  }

  private static void runTogether(BoundModel model, List<Text> texts, Random random) {
    List<Text> waiting = new ArrayList<>(texts);
    waiting.addAll(texts);
    List<Run> running = new ArrayList<>();
    Batch batch = new Batch();
    int shared = 0;
    int compared = 0;
    while (!waiting.isEmpty() || !running.isEmpty()) {
      if (!waiting.isEmpty() && (running.isEmpty() || random.nextInt(4) == 0)) {
        Run run = new Run(model, waiting.removeLast());
        shared += run.done;
        running.add(run);
      }
      if (random.nextInt(40) == 0) {
        Run cancelled = running.remove(random.nextInt(running.size()));
        cancelled.sequence.close();
        waiting.add(cancelled.text);
      }
      batch.clear();
      List<Run> chosen = running.stream().filter(_ -> random.nextInt(5) > 0).toList();
      chosen.forEach(run -> run.addTo(batch, random.nextBoolean() ? 3 : random.nextInt(1, 200)));
      model.step(
          batch, (slice, index, logits, offset) -> check(chosen, slice, index, logits, offset));
      compared += chosen.size();
      running.stream().filter(Run::isFinished).forEach(run -> run.sequence.close());
      running.removeIf(Run::isFinished);
    }
    assertThat(shared).as("tokens whose pages were shared").isPositive();
    assertThat(compared).isGreaterThan(2 * TEXTS * GENERATED);
  }

  private static void check(List<Run> chosen, Slice slice, int index, float[] logits, int offset) {
    Text text =
        chosen.stream()
            .filter(run -> run.sequence == slice.sequence())
            .findFirst()
            .orElseThrow()
            .text;
    float[] expected = text.logits()[text.step(index)];
    int mismatch =
        Arrays.mismatch(expected, 0, expected.length, logits, offset, offset + expected.length);
    assertThat(mismatch)
        .as("first logit of token %d of %d that differs", index, text.tokens().length)
        .isEqualTo(-1);
  }
}
