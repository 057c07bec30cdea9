package org.llamajvm.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonText;

/**
 * Writes folders of models of the sizes of Llama 3 8B: whole headers, a vocabulary of 128256 tokens
 * with 280147 merges in GGUF, and holes instead of weights. All of a kind are one file on the disk.
 */
final class ManyModels {

  private static final int LAYERS = 32;
  private static final int WIDTH = 4096;
  private static final int FEED_FORWARD = 14336;
  private static final int KEYS = 1024;
  private static final int TOKENS = 128_256;
  private static final int MERGES = 280_147;

  private static final int U32 = 4;
  private static final int F32 = 6;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  /** ggml's number of a type, the elements of a block, and its bytes. */
  private enum Type {
    FLOATS(0, 1, 4),
    Q4_K(12, 256, 144);

    private final int number;
    private final int elements;
    private final int bytes;

    Type(int number, int elements, int bytes) {
      this.number = number;
      this.elements = elements;
      this.bytes = bytes;
    }
  }

  private final ByteBuffer out = ByteBuffer.allocate(1 << 24).order(ByteOrder.LITTLE_ENDIAN);

  private ManyModels() {}

  static void write(Path folder, int directories, int files) throws IOException {
    Path config = Files.writeString(folder.resolve("config"), config());
    Path weights = safetensors(folder.resolve("weights"));
    for (int i = 0; i < directories; i++) {
      Path model = Files.createDirectory(folder.resolve("directory-%03d".formatted(i)));
      Files.createLink(model.resolve("config.json"), config);
      Files.createLink(model.resolve("model.safetensors"), weights);
    }
    Path gguf = new ManyModels().gguf(folder.resolve("gguf"));
    for (int i = 0; i < files; i++) {
      Files.createLink(folder.resolve("file-%03d-Q4_K_M.gguf".formatted(i)), gguf);
    }
  }

  private static String config() {
    return """
    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d,
     "hidden_size": %d, "intermediate_size": %d, "num_hidden_layers": %d,
     "num_attention_heads": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-5,
     "max_position_embeddings": 8192, "tie_word_embeddings": false}
    """
        .formatted(TOKENS, WIDTH, FEED_FORWARD, LAYERS);
  }

  private static Path safetensors(Path file) throws IOException {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens", new int[] {TOKENS, WIDTH});
    for (int i = 0; i < LAYERS; i++) {
      String layer = "model.layers.%d.".formatted(i);
      shapes.put(layer + "input_layernorm", new int[] {WIDTH});
      shapes.put(layer + "post_attention_layernorm", new int[] {WIDTH});
      shapes.put(layer + "self_attn.q_proj", new int[] {WIDTH, WIDTH});
      shapes.put(layer + "self_attn.k_proj", new int[] {KEYS, WIDTH});
      shapes.put(layer + "self_attn.v_proj", new int[] {KEYS, WIDTH});
      shapes.put(layer + "self_attn.o_proj", new int[] {WIDTH, WIDTH});
      shapes.put(layer + "mlp.gate_proj", new int[] {FEED_FORWARD, WIDTH});
      shapes.put(layer + "mlp.up_proj", new int[] {FEED_FORWARD, WIDTH});
      shapes.put(layer + "mlp.down_proj", new int[] {WIDTH, FEED_FORWARD});
    }
    shapes.put("model.norm", new int[] {WIDTH});
    shapes.put("lm_head", new int[] {TOKENS, WIDTH});
    Map<String, Object> header = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, int[]> shape : shapes.entrySet()) {
      long bytes = 2;
      List<Object> sizes = new ArrayList<>();
      for (int size : shape.getValue()) {
        bytes *= size;
        sizes.add(size);
      }
      header.put(
          shape.getKey() + ".weight",
          Map.of("dtype", "BF16", "shape", sizes, "data_offsets", List.of(at, at + bytes)));
      at += bytes;
    }
    byte[] json = JsonText.compact(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer begin = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    return withHole(file, begin.putLong(json.length).put(json).flip(), at);
  }

  /** A file that begins with some bytes, and then has a hole. */
  private static Path withHole(Path file, ByteBuffer begin, long hole) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long end = begin.remaining() + hole;
      while (begin.hasRemaining()) {
        channel.write(begin);
      }
      channel.write(ByteBuffer.allocate(1), end - 1);
    }
    return file;
  }

  private Path gguf(Path file) throws IOException {
    out.put("GGUF".getBytes(StandardCharsets.UTF_8)).putInt(3);
    out.putLong(3 + 9L * LAYERS).putLong(11);
    key("general.architecture", STRING);
    text("llama");
    number("llama.block_count", LAYERS);
    number("llama.context_length", 8192);
    number("llama.embedding_length", WIDTH);
    number("llama.feed_forward_length", FEED_FORWARD);
    number("llama.attention.head_count", 32);
    number("llama.attention.head_count_kv", 8);
    key("llama.attention.layer_norm_rms_epsilon", F32);
    out.putFloat(1e-5f);
    strings("tokenizer.ggml.tokens", TOKENS, "token %d");
    key("tokenizer.ggml.token_type", ARRAY);
    out.putInt(U32).putLong(TOKENS);
    for (int i = 0; i < TOKENS; i++) {
      out.putInt(1);
    }
    strings("tokenizer.ggml.merges", MERGES, "ab %d");
    long bytes = tensors();
    while (out.position() % 32 != 0) {
      out.put((byte) 0);
    }
    return withHole(file, out.flip(), bytes);
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.putLong(utf8.length).put(utf8);
  }

  private void key(String name, int type) {
    text(name);
    out.putInt(type);
  }

  private void number(String name, int value) {
    key(name, U32);
    out.putInt(value);
  }

  private void strings(String name, int count, String form) {
    key(name, ARRAY);
    out.putInt(STRING).putLong(count);
    for (int i = 0; i < count; i++) {
      text(form.formatted(i));
    }
  }

  private long tensors() {
    long at = tensor("token_embd", 0, Type.Q4_K, WIDTH, TOKENS);
    for (int i = 0; i < LAYERS; i++) {
      String layer = "blk.%d.".formatted(i);
      at = tensor(layer + "attn_norm", at, Type.FLOATS, WIDTH);
      at = tensor(layer + "ffn_norm", at, Type.FLOATS, WIDTH);
      at = tensor(layer + "attn_q", at, Type.Q4_K, WIDTH, WIDTH);
      at = tensor(layer + "attn_k", at, Type.Q4_K, WIDTH, KEYS);
      at = tensor(layer + "attn_v", at, Type.Q4_K, WIDTH, KEYS);
      at = tensor(layer + "attn_output", at, Type.Q4_K, WIDTH, WIDTH);
      at = tensor(layer + "ffn_gate", at, Type.Q4_K, WIDTH, FEED_FORWARD);
      at = tensor(layer + "ffn_up", at, Type.Q4_K, WIDTH, FEED_FORWARD);
      at = tensor(layer + "ffn_down", at, Type.Q4_K, FEED_FORWARD, WIDTH);
    }
    at = tensor("output_norm", at, Type.FLOATS, WIDTH);
    return tensor("output", at, Type.Q4_K, WIDTH, TOKENS);
  }

  /** Describes a tensor and says where the next one begins. */
  private long tensor(String name, long at, Type type, int... sizes) {
    text(name + ".weight");
    out.putInt(sizes.length);
    long elements = 1;
    for (int size : sizes) {
      out.putLong(size);
      elements *= size;
    }
    out.putInt(type.number).putLong(at);
    return at + elements / type.elements * type.bytes;
  }
}
