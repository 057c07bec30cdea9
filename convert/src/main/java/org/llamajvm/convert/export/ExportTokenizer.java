package org.llamajvm.convert.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.gguf.GgufVocabulary;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.gguf.VocabularyFiles;

/** What lies beside the weights of a checkpoint, as keys of a GGUF file. */
final class ExportTokenizer {

  private static final String TEMPLATE = "tokenizer.chat_template";

  private ExportTokenizer() {}

  /**
   * Adds tokenizer, chat templates and what is recommended for sampling; a checkpoint without a
   * tokenizer gives a file without one.
   *
   * @throws IOException if a file is damaged, cannot be read or asks for what GGUF cannot say
   */
  static void add(MetadataBytes keys, List<SideFile> files, ModelConfig config) throws IOException {
    Path directory = Files.createTempDirectory("llama-tokenizer");
    try {
      for (SideFile file : files) {
        try (InputStream content = file.open()) {
          Files.copy(content, directory.resolve(file.name()));
        }
      }
      GenerationConfig defaults = GenerationConfig.read(directory, config.bosId(), config.eosIds());
      sampling(keys, defaults);
      vocabulary(keys, directory, config.vocabularySize(), defaults.eosIds());
      templates(keys, directory);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static void sampling(MetadataBytes keys, GenerationConfig defaults) {
    if (!defaults.doSample().orElse(false)) {
      return;
    }
    keys.decimal("general.sampling.temp", defaults.temperature().orElse(1));
    integer(keys, "top_k", defaults.topK());
    defaults.topP().ifPresent(value -> keys.decimal("general.sampling.top_p", value));
    defaults.minP().ifPresent(value -> keys.decimal("general.sampling.min_p", value));
    defaults
        .repetitionPenalty()
        .ifPresent(value -> keys.decimal("general.sampling.penalty_repeat", value));
  }

  private static void integer(MetadataBytes keys, String name, OptionalInt value) {
    value.ifPresent(number -> keys.signed("general.sampling." + name, number));
  }

  private static void vocabulary(MetadataBytes keys, Path directory, int size, List<Integer> endIds)
      throws IOException {
    GgufVocabulary vocabulary;
    try {
      vocabulary = VocabularyFiles.read(directory, size);
    } catch (NoSuchFileException _) {
      return;
    }
    keys.text("tokenizer.ggml.model", vocabulary.model());
    vocabulary.pre().ifPresent(rule -> keys.text("tokenizer.ggml.pre", rule));
    keys.texts("tokenizer.ggml.tokens", vocabulary.tokens());
    if (vocabulary.scores() != null) {
      keys.decimals("tokenizer.ggml.scores", vocabulary.scores());
    }
    keys.integers("tokenizer.ggml.token_type", vocabulary.types());
    vocabulary.merges().ifPresent(merges -> keys.texts("tokenizer.ggml.merges", merges));
    for (SpecialId which : SpecialId.values()) {
      vocabulary.id(which).ifPresent(id -> keys.integer(which.key(), id));
    }
    secondEnd(vocabulary, endIds).ifPresent(id -> keys.integer(SpecialId.EOT.key(), id));
    for (Setting which : Setting.values()) {
      vocabulary.setting(which).ifPresent(value -> keys.flag(which.key(), value));
    }
  }

  /** Of several tokens that end a text, one beside EOS can be named: that of a turn. */
  private static Optional<Integer> secondEnd(GgufVocabulary vocabulary, List<Integer> endIds) {
    long eos = vocabulary.id(SpecialId.EOS).orElse(-1L);
    return endIds.stream().filter(id -> id != eos).findFirst();
  }

  private static void templates(MetadataBytes keys, Path directory) throws IOException {
    Optional<ChatTemplate> template = ChatTemplate.load(directory);
    if (template.isEmpty()) {
      return;
    }
    keys.text(TEMPLATE, template.get().source());
    List<String> others =
        template.get().variants().stream()
            .filter(name -> !name.equals("default"))
            .sorted()
            .toList();
    for (String name : others) {
      keys.text(TEMPLATE + "." + name, template.get().variant(name).source());
    }
    if (!others.isEmpty()) {
      keys.texts(TEMPLATE + "s", others);
    }
  }
}
