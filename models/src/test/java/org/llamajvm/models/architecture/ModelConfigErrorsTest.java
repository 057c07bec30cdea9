package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.models.source.DirectorySource;

class ModelConfigErrorsTest {

  private static final String LLAMA = "\"model_type\": \"llama\"";

  @TempDir private Path directory;

  @Test
  void saysThatADirectoryIsNotThere() {
    Path absent = directory.resolve("absent");
    check(absent, Kind.MISSING, "Model does not exist: " + absent);
  }

  @Test
  void saysThatAFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("model.gguf"), "GGUF");
    check(file, Kind.MISSING, "Model is neither a directory nor a GGUF file: " + file);
  }

  @Test
  void saysThatADirectoryIsNoModel() {
    check(
        directory,
        Kind.MISSING,
        "No config.json here, so this is not a model's directory (file=%s)".formatted(directory));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"architectures\": [\"GPT2LMHeadModel\"]"
            + "|\"architectures\" is [\"GPT2LMHeadModel\"];"
            + " supported: LlamaForCausalLM, MistralForCausalLM",
        "\"architectures\": [\"LlamaForSequenceClassification\"], \"model_type\": \"llama\""
            + "|\"architectures\" is [\"LlamaForSequenceClassification\"];"
            + " supported: LlamaForCausalLM, MistralForCausalLM",
        "\"model_type\": \"gpt2\"|\"model_type\" is \"gpt2\"; supported: llama, mistral,",
        "\"architectures\": [\"LlamaForCausalLM\"], \"model_type\": \"bloom\""
            + "|\"model_type\" is \"bloom\"; supported: llama, mistral,",
        "\"model_type\": \"qwen2_moe\", \"num_key_value_heads\": 2,"
            + " \"use_sliding_window\": true"
            + "|\"use_sliding_window\" is true; supported: false",
        "\"model_type\": \"olmoe\", \"clip_qkv\": 8|\"clip_qkv\" is 8; supported: null",
        "\"model_type\": \"gemma2\", \"use_bidirectional_attention\": true"
            + "|\"use_bidirectional_attention\" is true; supported: false",
        "\"model_type\": \"gemma3_text\", \"attn_logit_softcapping\": 50"
            + "|\"attn_logit_softcapping\" is 50; supported: null",
        "\"model_type\": \"gemma3_text\", \"hidden_activation\": \"gelu\""
            + "|\"hidden_activation\" is \"gelu\"; supported: gelu_pytorch_tanh",
        "\"model_type\": \"llama\", \"hidden_act\": \"gelu\""
            + "|\"hidden_act\" is \"gelu\"; supported: silu",
        "\"model_type\": \"llama\", \"rope_scaling\": {\"type\": \"mrope\", \"factor\": 2.0}"
            + "|\"rope_scaling.type\" is \"mrope\"; supported: default, linear, dynamic, llama3,",
        "\"model_type\": \"llama\", \"rope_parameters\": {\"rope_type\": \"axial\"}"
            + "|\"rope_parameters.rope_type\" is \"axial\"; supported: default, linear,",
        "\"model_type\": \"llama\", \"partial_rotary_factor\": 0.5"
            + "|\"partial_rotary_factor\" is 0.5; supported: 1",
        "\"model_type\": \"llama\", \"rope_parameters\": {\"full_attention\": 3}"
            + "|\"rope_parameters.full_attention\" is 3;"
            + " supported: one set of parameters for all layers",
        "\"model_type\": \"mistral\", \"num_key_value_heads\": 2,"
            + " \"layer_types\": [\"full_attention\", \"chunked_attention\"]"
            + "|\"layer_types\" is [\"full_attention\",\"chunked_attention\"];"
            + " supported: full_attention, sliding_attention",
      })
  void namesWhatIsSupported(String entries, String problem) throws IOException {
    write(entries);
    check(directory, Kind.UNSUPPORTED, "Unsupported config.json: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"vocab_size\": 0|\"vocab_size\" is 0, expected a whole number from 1 to 16777216",
        "\"vocab_size\": null|\"vocab_size\" is null, expected a whole number from 1 to 16777216",
        "\"hidden_size\": -48|\"hidden_size\" is -48, expected a whole number from 1 to 16777216",
        "\"hidden_size\": 50|\"hidden_size\" is 50,"
            + " expected a multiple of \"num_attention_heads\", which is 4",
        "\"hidden_size\": 52|\"hidden_size\" is 52,"
            + " expected an even multiple of \"num_attention_heads\", which is 4",
        "\"intermediate_size\": 1e30|\"intermediate_size\" is 1.0E30,"
            + " expected a whole number from 1 to 16777216",
        "\"num_hidden_layers\": \"two\"|\"num_hidden_layers\" is \"two\","
            + " expected a whole number from 1 to 16384",
        "\"num_attention_heads\": 0|\"num_attention_heads\" is 0,"
            + " expected a whole number from 1 to 65536",
        "\"num_key_value_heads\": 3|\"num_key_value_heads\" is 3,"
            + " expected a divisor of \"num_attention_heads\", which is 4",
        "\"num_key_value_heads\": 8|\"num_key_value_heads\" is 8,"
            + " expected a whole number from 1 to 4",
        "\"head_dim\": 7|\"head_dim\" is 7,"
            + " expected an even number, for rotary position embedding",
        "\"head_dim\": 16777216|\"head_dim\" is 16777216,"
            + " expected a whole number from 1 to 4194304",
        "\"rms_norm_eps\": -1e-5|\"rms_norm_eps\" is -1.0E-5, expected a number from 0.0 to 1.0",
        "\"rms_norm_eps\": \"1e-5\"|\"rms_norm_eps\" is \"1e-5\","
            + " expected a number from 0.0 to 1.0",
        "\"max_position_embeddings\": 0|\"max_position_embeddings\" is 0,"
            + " expected a whole number from 1 to 1073741824",
        "\"rope_theta\": 0|\"rope_theta\" is 0, expected a positive number",
        "\"rope_scaling\": \"linear\"|\"rope_scaling\" is \"linear\", expected an object",
        "\"rope_scaling\": {\"type\": \"linear\"}|\"rope_scaling.factor\" is missing,"
            + " expected a positive number",
        "\"rope_scaling\": {\"type\": 3}|\"rope_scaling.type\" is 3, expected a string",
        "\"rope_scaling\": {\"type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4,"
            + " \"high_freq_factor\": 3}|\"rope_scaling.high_freq_factor\" is 3,"
            + " expected at least \"low_freq_factor\", which is 4.0",
        "\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 2, \"beta_fast\": 0.5}|"
            + "\"rope_scaling.beta_fast\" is 0.5, expected at least \"beta_slow\", which is 1.0",
        "\"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1, 2]}|"
            + "\"rope_scaling.short_factor\" is [1,2],"
            + " expected 6 positive numbers, one for each pair of a head",
        "\"attention_bias\": 1|\"attention_bias\" is 1, expected true or false",
        "\"tie_word_embeddings\": \"no\"|\"tie_word_embeddings\" is \"no\","
            + " expected true or false",
        "\"bos_token_id\": 100|\"bos_token_id\" is 100, expected a whole number from 0 to 99",
        "\"eos_token_id\": [2, 100]|\"eos_token_id\" is [2,100],"
            + " expected ids below \"vocab_size\", which is 100",
        "\"architectures\": \"LlamaForCausalLM\"|\"architectures\" is \"LlamaForCausalLM\","
            + " expected a list of strings",
      })
  void namesTheEntryThatIsWrong(String entry, String problem) throws IOException {
    write(LLAMA, entry);
    check(directory, Kind.CORRUPT, "Corrupt config.json: " + problem);
  }

  @ParameterizedTest
  @CsvSource({
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads"
  })
  void demandsTheSizesThatHaveNoDefault(String key) throws IOException {
    String text = SmallConfig.with(LLAMA).replace('"' + key + '"', "\"other\"");
    Files.writeString(directory.resolve("config.json"), text);
    check(
        directory,
        Kind.CORRUPT,
        "Corrupt config.json: \"%s\" is missing, expected a whole number from 1 to".formatted(key));
  }

  @Test
  void saysInWhatARelativeDiffers() throws IOException {
    write("\"architectures\": [\"OlmoForCausalLM\"]", "\"model_type\": \"olmo\"");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Architectures.STANDARD.config(DirectorySource.readConfig(directory)))
        .withMessageContaining("olmo does not: unlike olmo2 it has norms without weights");
  }

  @Test
  void demandsAnArchitecture() throws IOException {
    write();
    check(
        directory,
        Kind.CORRUPT,
        "Corrupt config.json: \"architectures\" is missing,"
            + " expected LlamaForCausalLM, MistralForCausalLM");
  }

  @Test
  void rejectsAWindowOfNothing() throws IOException {
    write("\"model_type\": \"mistral\"", "\"num_key_value_heads\": 1", "\"sliding_window\": 0");
    check(directory, Kind.CORRUPT, "Corrupt config.json: \"sliding_window\" is 0, expected a");
  }

  private void write(String... entries) throws IOException {
    Files.writeString(directory.resolve("config.json"), SmallConfig.with(entries));
  }

  private static void check(Path directory, Kind kind, String message) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> Architectures.STANDARD.config(DirectorySource.readConfig(directory)))
        .withMessageStartingWith(message)
        .matches(e -> e.kind() == kind, "is of kind " + kind);
  }
}
