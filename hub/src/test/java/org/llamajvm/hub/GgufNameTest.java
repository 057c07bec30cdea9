package org.llamajvm.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufNameTest {

  @ParameterizedTest
  @CsvSource({
    "Llama-3.2-1B-Instruct-Q4_K_M.gguf, Q4_K_M",
    "qwen2.5-0.5b-instruct-q4_k_m.gguf, Q4_K_M",
    "tinyllama-1.1b-chat-v1.0.Q8_0.gguf, Q8_0",
    "Qwen3-8B-UD-Q4_K_XL.gguf, UD-Q4_K_XL",
    "gemma-3-1b-it-BF16.gguf, BF16",
    "model-f16.gguf, F16",
    "model-fp16.gguf, FP16",
    "gpt-oss-20b-mxfp4.gguf, MXFP4",
    "Model-IQ2_XXS.gguf, IQ2_XXS",
    "BF16/Model-BF16-00001-of-00003.gguf, BF16",
    "Q4-model.gguf, Q4",
    "plain.gguf,"
  })
  void readsTheQuantisation(String file, String expected) {
    assertThat(GgufName.of(file).orElseThrow().quantization().orElse(null)).isEqualTo(expected);
  }

  @Test
  void readsTheParts() {
    GgufName name = GgufName.of("dir/Model-Q4_0-00002-of-00003.gguf").orElseThrow();
    assertThat(name.stem()).isEqualTo("Model-Q4_0");
    assertThat(name.set()).isEqualTo("dir/Model-Q4_0");
    assertThat(name.number()).isEqualTo(2);
    assertThat(name.total()).isEqualTo(3);
    assertThat(GgufName.of("Model-00005-of-00003.gguf").orElseThrow().total()).isEqualTo(1);
    assertThat(GgufName.of("mmproj-model.gguf")).isEmpty();
    assertThat(GgufName.of("model.safetensors")).isEmpty();
    assertThat(GgufName.of(".gguf")).isEmpty();
  }
}
