package org.llamajvm.convert.gguf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.source.GgufSource;
import org.llamajvm.tokenizer.gguf.GgufVocabulary;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.TokenizerJsonWriter;

/** The files beside the weights, made of a GGUF file's metadata. */
final class ImportedFiles {

  private ImportedFiles() {}

  /**
   * Tokenizer, chat templates and what is recommended for generation; a file without a tokenizer
   * gives only the last.
   *
   * @throws IOException if the metadata contradicts itself, or names what is not known
   */
  static List<SideFile> of(GgufSource source) throws IOException {
    ModelConfig config = Architectures.STANDARD.config(source.config());
    List<SideFile> files = new ArrayList<>();
    if (source.model().metadata().keys().contains("tokenizer.ggml.model")) {
      GgufVocabulary vocabulary = source.vocabulary();
      files.add(new SideFile.Made("tokenizer.json", TokenizerJsonWriter.of(vocabulary)));
      files.add(json("tokenizer_config.json", tokenizerConfig(source, vocabulary, config)));
      String template = source.templates().get("default");
      if (template != null) {
        files.add(
            new SideFile.Made("chat_template.jinja", template.getBytes(StandardCharsets.UTF_8)));
      }
      files.add(
          json(
              GenerationConfig.FILE_NAME,
              generation(source.generationDefaults(config.bosId(), config.eosIds()))));
    }
    return files;
  }

  private static SideFile json(String name, Map<String, Object> content) {
    return new SideFile.Made(name, JsonText.pretty(content));
  }

  private static Map<String, Object> tokenizerConfig(
      GgufSource source, GgufVocabulary vocabulary, ModelConfig config) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    vocabulary.setting(Setting.ADD_BOS).ifPresent(value -> json.put("add_bos_token", value));
    vocabulary.setting(Setting.ADD_EOS).ifPresent(value -> json.put("add_eos_token", value));
    json.putAll(source.specialTokens());
    json.put("clean_up_tokenization_spaces", false);
    json.put("model_max_length", config.maxPositions());
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    Map<String, String> templates = source.templates();
    if (templates.size() > 1) {
      List<Map<String, Object>> named = new ArrayList<>();
      templates.forEach((name, text) -> named.add(Map.of("name", name, "template", text)));
      json.put("chat_template", named);
    }
    return json;
  }

  private static Map<String, Object> generation(GenerationConfig defaults) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "bos_token_id", defaults.bosId());
    json.put("eos_token_id", defaults.eosIds());
    defaults.doSample().ifPresent(value -> json.put("do_sample", value));
    defaults.temperature().ifPresent(value -> json.put("temperature", value));
    put(json, "top_k", defaults.topK());
    defaults.topP().ifPresent(value -> json.put("top_p", value));
    defaults.minP().ifPresent(value -> json.put("min_p", value));
    defaults.repetitionPenalty().ifPresent(value -> json.put("repetition_penalty", value));
    return json;
  }

  private static void put(Map<String, Object> json, String name, OptionalInt value) {
    value.ifPresent(number -> json.put(name, number));
  }
}
