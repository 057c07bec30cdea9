package org.llamajvm.convert.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.loader.gguf.GgufType;

/** The mixes of published files. */
class TypeMixTest {

  private static final List<String> MATRICES =
      List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down");

  private static Map<GgufType, Integer> count(TypeMix mix, int width, int inner) {
    Map<GgufType, Integer> counts = new EnumMap<>(GgufType.class);
    counts.merge(mix.of("token_embd.weight", 2, width), 1, Integer::sum);
    if (!mix.tied()) {
      counts.merge(mix.of("output.weight", 2, width), 1, Integer::sum);
    }
    for (int layer = 0; layer < mix.layers(); layer++) {
      for (String matrix : MATRICES) {
        int cols = matrix.equals("ffn_down") ? inner : width;
        counts.merge(mix.of("blk.%d.%s.weight".formatted(layer, matrix), 2, cols), 1, Integer::sum);
      }
    }
    return counts;
  }

  @Test
  void llama3Of8B() {
    assertThat(count(new TypeMix(FileType.Q4_K_M, 32, 0, 4, false), 4096, 14336))
        .isEqualTo(Map.of(GgufType.Q4_K, 193, GgufType.Q6_K, 33));
  }

  @Test
  void llama32Of1B() {
    assertThat(count(new TypeMix(FileType.Q4_K_M, 16, 0, 4, true), 2048, 8192))
        .isEqualTo(Map.of(GgufType.Q4_K, 96, GgufType.Q6_K, 17));
  }

  /** 896 is no multiple of 256. */
  @Test
  void qwen25Of05B() {
    assertThat(count(new TypeMix(FileType.Q4_K_M, 24, 0, 7, true), 896, 4864))
        .isEqualTo(
            Map.of(GgufType.Q5_0, 132, GgufType.Q8_0, 13, GgufType.Q4_K, 12, GgufType.Q6_K, 12));
  }

  @Test
  void mixturesOfEight() {
    TypeMix mix = new TypeMix(FileType.Q4_K_M, 32, 8, 4, false);
    assertThat(mix.of("blk.9.attn_v.weight", 2, 4096)).isEqualTo(GgufType.Q8_0);
    assertThat(mix.of("blk.9.attn_k.weight", 2, 4096)).isEqualTo(GgufType.Q8_0);
    assertThat(mix.of("blk.9.attn_output.weight", 2, 4096)).isEqualTo(GgufType.Q5_K);
    assertThat(mix.of("blk.0.ffn_down_exps.weight", 3, 14336)).isEqualTo(GgufType.Q6_K);
    assertThat(mix.of("blk.9.ffn_gate_inp.weight", 2, 4096)).isEqualTo(GgufType.F32);
  }

  @Test
  void otherFiles() {
    TypeMix four = new TypeMix(FileType.Q4_0, 16, 0, 4, false);
    assertThat(four.of("output.weight", 2, 2048)).isEqualTo(GgufType.Q6_K);
    assertThat(four.of("token_embd.weight", 2, 2048)).isEqualTo(GgufType.Q4_0);
    assertThat(four.of("blk.0.ffn_down.weight", 2, 172)).isEqualTo(GgufType.F16);
    assertThat(four.of("blk.0.attn_norm.weight", 1, 2048)).isEqualTo(GgufType.F32);
    TypeMix eight = new TypeMix(FileType.Q8_0, 16, 0, 4, false);
    assertThat(eight.of("output.weight", 2, 2048)).isEqualTo(GgufType.Q8_0);
  }
}
