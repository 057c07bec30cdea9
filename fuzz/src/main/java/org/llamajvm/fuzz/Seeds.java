package org.llamajvm.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the inputs that the fuzzer begins with, made from the resources of the tests. */
public final class Seeds {

  private static final String CHECKPOINTS = "convert/src/test/resources/checkpoints/";
  private static final String LOADER = "loader/src/test/resources/org/llamajvm/loader/";

  /** None of the resources is as small. */
  private static final String BPE =
      """
      {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "<s>": 3}, "merges": ["a b"]},
       "added_tokens": [{"id": 3, "content": "<s>", "special": true}],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Prepend", "prepend": "_"},
         {"type": "Replace", "pattern": {"Regex": " +"}, "content": "_"}]},
       "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "a+|b"}, "behavior": "Isolated"},
       "decoder": {"type": "ByteLevel"}}
      """;

  /** More than any target has to edit. */
  private static final int DOCUMENTS = 10;

  private final Path root;
  private final Path target;

  private Seeds(Path root, Path target) {
    this.root = root;
    this.target = target;
  }

  /**
   * Writes them.
   *
   * @param args the root of the repository, and the directory that gets a directory for each target
   */
  public static void main(String[] args) throws IOException {
    new Seeds(Path.of(args[0]), Path.of(args[1])).write();
  }

  private void write() throws IOException {
    String ollama = "tokenizer/src/test/resources/org/llamajvm/tokenizer/chat/ollama/";
    for (String form : List.of("llama3", "llama3-tools", "qwen-tools", "nested")) {
      add("OllamaTemplate", form, read(ollama + form + ".gotmpl"));
    }
    byte[] mixed = read(LOADER + "safetensors/mixed.safetensors");
    add("Safetensors", "mixed", Flat.unpackSafetensors(mixed));
    add("Gguf", "mixed", read(LOADER + "gguf/mixed.gguf"));
    add("Config", "hf", read(CHECKPOINTS + "bin-1-f32/config.json"));
    add("Config", "mlx", read(CHECKPOINTS + "mlx/source/config.json"));
    add("Config", "generation", read("models/wren-3m/generation_config.json"));
    add("SentencePiece", "tiny", read("cli/src/test/resources/tiny/tokenizer.model"));
    add("SentencePiece", "llama2c", read(CHECKPOINTS + "llama2c/expected.model"));
    String bin = "bin-3-f16/pytorch_model-00001-of-00003.bin";
    add("Torch", "bin", Flat.unzip(root.resolve(CHECKPOINTS + bin)));
    add("Npz", "q4", Flat.unzip(root.resolve(CHECKPOINTS + "npz-q4/weights.npz")));
    add("Npz", "bf16", Flat.unzip(root.resolve(CHECKPOINTS + "npz-2-bf16/weights.00.npz")));
    add("Llama2c", "model", read(CHECKPOINTS + "llama2c/model.bin"));
    add("Template", "wren", read("models/wren-3m/chat_template.jinja"));
    add("TokenizerJson", "bpe", BPE.getBytes(StandardCharsets.UTF_8));
    add("Conversation", "turn", ConversationTarget.seed());
    List<byte[]> journals = JournalTarget.seeds();
    for (int i = 0; i < journals.size(); i++) {
      add("Journal", String.valueOf(i), journals.get(i));
    }
    List<byte[]> constraints = ConstraintTarget.seeds();
    for (int i = 0; i < constraints.size(); i++) {
      add("Constraint", String.valueOf(i), constraints.get(i));
    }
    for (String edited : List.of("ConfigEdits", "TokenizerJsonEdits", "SchemaEdits", "Request")) {
      for (byte i = 0; i < DOCUMENTS; i++) {
        add(edited, String.valueOf(i), new byte[] {i, 0, 1, 7, 7, 0});
      }
    }
  }

  private byte[] read(String file) throws IOException {
    return Files.readAllBytes(root.resolve(file));
  }

  private void add(String name, String seed, byte[] bytes) throws IOException {
    Path directory = Files.createDirectories(target.resolve(name + "Target"));
    Files.write(directory.resolve(seed), bytes);
  }
}
