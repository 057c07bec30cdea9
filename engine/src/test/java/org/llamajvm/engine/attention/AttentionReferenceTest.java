package org.llamajvm.engine.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;

import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.batch.Rows;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.KvPool;
import org.llamajvm.engine.cache.Sequence;

/** Attention against torch's, however the tokens are cut into batches. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
class AttentionReferenceTest {

  /** Scores reach 50 and are sums of up to 256 products; values reach 4. */
  private static final double BOUND = 4e-5;

  @Parameter KernelChoice kernels;

  static List<AttentionCase> cases() {
    return AttentionCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allTokensAtOnce(AttentionCase c) {
    assertAnswers(c, c.positions());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneTokenAfterTheOther(AttentionCase c) {
    assertAnswers(c, 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchesOverTheBordersOfPages(AttentionCase c) {
    assertAnswers(c, 37);
  }

  private void assertAnswers(AttentionCase c, int batch) {
    AttentionShape shape = c.shape();
    int layer = 1;
    int checked = 0;
    KvLayout.Heads heads = new KvLayout.Heads(shape.keyValueHeads(), shape.headSize());
    KvLayout layout = new KvLayout(c.type(), List.of(heads, heads));
    try (Backend backend = Backend.open(kernels, 2);
        KvPool pool = new KvPool(layout, Long.MAX_VALUE);
        Sequence sequence = new Sequence(pool, c.positions())) {
      PagedAttention attention =
          new PagedAttention(
              backend,
              shape,
              ScoreRule.of(shape.headSize()),
              AttentionCase.straight(shape),
              c.type());
      for (int first = 0; first < c.positions(); first += batch) {
        int tokens = Math.min(batch, c.positions() - first);
        sequence.reserve(tokens);
        Rows rows = AttentionCase.rows(sequence, tokens);
        float[] out = new float[tokens * shape.querySize()];
        float[] qkv = c.qkv(first, tokens);
        attention.store(layer, rows, qkv, AttentionCase.NO_NORMS);
        attention.attend(layer, rows, qkv, new float[0], out);
        sequence.append(new int[tokens], 0, tokens, false);
        for (int token = 0; token < tokens; token++) {
          float[] answer = c.answers().getOrDefault(first + token, new float[0]);
          for (int i = 0; i < answer.length; i++) {
            assertWithin(BOUND, out[token * shape.querySize() + i], answer[i], i);
            checked++;
          }
        }
      }
    }
    assertThat(checked).isEqualTo(c.answers().size() * shape.querySize());
  }
}
