package org.llamajvm.engine.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamajvm.engine.cache.KvLayout.PAGE;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.batch.Rows;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.KvPage;
import org.llamajvm.engine.cache.KvPool;
import org.llamajvm.engine.cache.KvWriter;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.tensor.RandomMatrices;

/** Contexts so long that tiles are done in parts, at their borders and with a window. */
class AttentionPartsTest {

  private static final int LONGEST = 1_700;

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(new AttentionShape(3, 1, 8, 0), 1_536, 1),
        Arguments.of(new AttentionShape(3, 1, 8, 0), 1_535, 1),
        Arguments.of(new AttentionShape(8, 2, 64, 0), 1_600, 1),
        Arguments.of(new AttentionShape(8, 2, 64, 0), 1_500, 70),
        Arguments.of(new AttentionShape(2, 2, 256, 0), 1_023, 3),
        Arguments.of(new AttentionShape(4, 2, 32, 700), 1_699, 1),
        Arguments.of(new AttentionShape(4, 2, 32, 700), 1_500, 60));
  }

  /** Against softmax as its formula says, in float64. */
  @ParameterizedTest
  @MethodSource("shapes")
  void theFormulaHolds(AttentionShape shape, int depth, int tokens) {
    float[] inputs = inputs(shape);
    float[] out = attend(shape, KvType.F32, depth, tokens, 2, inputs);
    int headSize = shape.headSize();
    for (int token = 0; token < tokens; token += 7) {
      for (int head = 0; head < shape.heads(); head++) {
        double[] expected = formula(shape, inputs, depth + token, head);
        for (int i = 0; i < headSize; i++) {
          int at = token * shape.querySize() + head * headSize + i;
          assertWithin(1e-5, out[at], (float) expected[i], at);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyNumberOfThreadsGivesTheSameBits(KvType type) {
    AttentionShape shape = new AttentionShape(4, 1, 32, 0);
    float[] inputs = inputs(shape);
    float[] one = attend(shape, type, LONGEST - 1, 1, 1, inputs);
    for (int threads = 2; threads <= 4; threads++) {
      assertThat(attend(shape, type, LONGEST - 1, 1, threads, inputs)).isEqualTo(one);
    }
  }

  /** (LONGEST, qkvSize) queries, keys and values. */
  private static float[] inputs(AttentionShape shape) {
    return new RandomMatrices(5).vector(LONGEST * shape.qkvSize());
  }

  private static float[] attend(
      AttentionShape shape, KvType type, int depth, int tokens, int threads, float[] inputs) {
    KvLayout layout =
        new KvLayout(type, List.of(new KvLayout.Heads(shape.keyValueHeads(), shape.headSize())));
    KvWriter writer = new KvWriter(type, shape.headSize());
    try (Backend backend = Backend.open(KernelChoice.VECTOR, threads);
        KvPool pool = new KvPool(layout, Long.MAX_VALUE);
        Sequence sequence = new Sequence(pool, LONGEST)) {
      sequence.reserve(depth + tokens);
      for (int position = 0; position < depth; position++) {
        KvPage page = sequence.page(0, position / PAGE);
        for (int head = 0; head < shape.keyValueHeads(); head++) {
          int key = keyIndex(shape, position, head);
          writer.put(page, 0, head, position % PAGE, inputs, key, key + shape.keyValueSize());
        }
      }
      sequence.append(new int[depth], 0, depth, false);
      float[] qkv = new float[tokens * shape.qkvSize()];
      System.arraycopy(inputs, depth * shape.qkvSize(), qkv, 0, qkv.length);
      float[] out = new float[tokens * shape.querySize()];
      Rows rows = AttentionCase.rows(sequence, tokens);
      PagedAttention attention =
          new PagedAttention(
              backend, shape, ScoreRule.of(shape.headSize()), AttentionCase.straight(shape), type);
      attention.store(0, rows, qkv, AttentionCase.NO_NORMS);
      attention.attend(0, rows, qkv, new float[0], out);
      return out;
    }
  }

  private static int keyIndex(AttentionShape shape, int position, int head) {
    return position * shape.qkvSize() + shape.querySize() + head * shape.headSize();
  }

  private static double[] formula(AttentionShape shape, float[] inputs, int position, int head) {
    int headSize = shape.headSize();
    int query = position * shape.qkvSize() + head * headSize;
    double[] sums = new double[headSize];
    double total = 0;
    for (int other = shape.firstVisible(position); other <= position; other++) {
      int key = keyIndex(shape, other, head / shape.group());
      double score = 0;
      for (int i = 0; i < headSize; i++) {
        score += (double) inputs[query + i] * inputs[key + i];
      }
      double weight = Math.exp(score / Math.sqrt(headSize));
      total += weight;
      for (int i = 0; i < headSize; i++) {
        sums[i] += weight * inputs[key + shape.keyValueSize() + i];
      }
    }
    for (int i = 0; i < headSize; i++) {
      sums[i] /= total;
    }
    return sums;
  }
}
