package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and rows against those of the Python package gguf and of llama.cpp's converter. */
class TensorNamesTest {

  private static List<String> lines(boolean rows) throws IOException {
    try (InputStream in = TensorNamesTest.class.getResourceAsStream("names.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> line.startsWith("rows\t") == rows).toList();
    }
  }

  static List<String> names() throws IOException {
    return lines(false);
  }

  static List<String> rows() throws IOException {
    return lines(true);
  }

  @ParameterizedTest
  @MethodSource("names")
  void bothNamesTurnIntoEachOther(String line) {
    String[] fields = line.split("\t", -1);
    TensorNames names = TensorNames.of(fields[0]);
    assertThat(names.gguf(fields[1])).contains(fields[2]);
    assertThat(names.huggingFace(fields[2])).contains(fields[1]);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowsAreWhereTheConverterPutsThem(String line) {
    String[] fields = line.split("\t", -1);
    int headSize = Integer.parseInt(fields[1]);
    String[] sources = fields[2].split(" ", -1);
    assertThat(sources).hasSize(2 * headSize);
    for (int row = 0; row < sources.length; row++) {
      assertThat(TensorNames.rowInGguf(Integer.parseInt(sources[row]), headSize)).isEqualTo(row);
    }
  }

  @Test
  void biasesAreCalledAsWeightsAre() {
    TensorNames names = TensorNames.of("qwen2");
    assertThat(names.gguf("model.layers.3.self_attn.q_proj.bias")).contains("blk.3.attn_q.bias");
    assertThat(names.huggingFace("blk.3.attn_q.bias"))
        .contains("model.layers.3.self_attn.q_proj.bias");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".weight",
        "rope_freqs.weight",
        "blk.1.weight",
        "blk.attn_q.weight",
        "blk.-1.attn_q.weight",
        "blk.1.attn_q",
        "blk.1.token_embd.weight",
        "attn_q.weight",
        "model.layers.1.attn_q.weight"
      })
  void otherNamesHaveNoCounterpart(String name) {
    assertThat(TensorNames.of("llama").huggingFace(name)).isEmpty();
  }

  @Test
  void onlySomeArchitecturesInterleaveHeads() {
    assertThat(List.of("llama", "granite")).allMatch(a -> TensorNames.of(a).interleavesHeads());
    assertThat(List.of("qwen2", "qwen3", "gemma3", "phi3"))
        .noneMatch(a -> TensorNames.of(a).interleavesHeads());
  }
}
