package org.llamajvm.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;

/**
 * A model whose tokens are single bytes, and whose every token follows from the one before it: a
 * matrix of the likeliest next byte, and layers that add nothing. So a test lays down what it says,
 * and every text is cut between all bytes.
 */
final class ByteModel {

  private static final int BEGIN = 256;
  private static final int END = 257;
  private static final int TOKENS = 258;
  private static final int WIDTH = 320;
  private static final int INNER = 64;

  private ByteModel() {}

  /**
   * Writes and opens one.
   *
   * @param chains texts, each of which it writes to its end and then stops; a byte may have one
   *     follower only
   */
  static LanguageModel open(Path directory, String... chains) throws IOException {
    int[] next = new int[TOKENS];
    Arrays.fill(next, END);
    for (String chain : chains) {
      byte[] bytes = chain.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i + 1 < bytes.length; i++) {
        int from = Byte.toUnsignedInt(bytes[i]);
        int to = Byte.toUnsignedInt(bytes[i + 1]);
        if (next[from] != END && next[from] != to) {
          throw new IllegalArgumentException("Two bytes follow on " + (char) from);
        }
        next[from] = to;
      }
    }
    Files.writeString(directory.resolve("config.json"), JsonText.compact(config()));
    Files.writeString(directory.resolve("tokenizer.json"), JsonText.compact(tokenizer()));
    Files.write(directory.resolve("model.safetensors"), weights(next));
    return LanguageModel.open(directory, ModelOptions.defaults());
  }

  private static Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("LlamaForCausalLM"));
    config.put("model_type", "llama");
    config.put("vocab_size", TOKENS);
    config.put("hidden_size", WIDTH);
    config.put("intermediate_size", INNER);
    config.put("num_hidden_layers", 1);
    config.put("num_attention_heads", WIDTH / INNER);
    config.put("num_key_value_heads", 1);
    config.put("head_dim", INNER);
    config.put("max_position_embeddings", 8192);
    config.put("rms_norm_eps", 1e-6);
    config.put("bos_token_id", BEGIN);
    config.put("eos_token_id", END);
    return config;
  }

  private static Map<String, Object> tokenizer() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    int shifted = 0;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b > ' ' && b < 0x7f) || (b > 0xa0 && b != 0xad);
      vocabulary.put(Character.toString(visible ? b : 256 + shifted++), b);
    }
    return Map.of(
        "version",
        "1.0",
        "added_tokens",
        List.of(special(BEGIN, "<s>"), special(END, "</s>")),
        "pre_tokenizer",
        Map.of("type", "ByteLevel", "add_prefix_space", false, "use_regex", false),
        "decoder",
        Map.of("type", "ByteLevel"),
        "model",
        Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()));
  }

  private static Map<String, Object> special(int id, String content) {
    return Map.of("id", id, "content", content, "special", true, "normalized", false);
  }

  private static byte[] weights(int[] next) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    float[] embedding = new float[TOKENS * WIDTH];
    float[] head = new float[TOKENS * WIDTH];
    for (int token = 0; token < TOKENS; token++) {
      embedding[token * WIDTH + token] = 1;
      head[next[token] * WIDTH + token] = 1;
    }
    put(tensors, shapes, "model.embed_tokens", embedding, TOKENS);
    put(tensors, shapes, "lm_head", head, TOKENS);
    String layer = "model.layers.0.";
    put(tensors, shapes, layer + "self_attn.q_proj", new float[WIDTH * WIDTH], WIDTH);
    put(tensors, shapes, layer + "self_attn.k_proj", new float[INNER * WIDTH], INNER);
    put(tensors, shapes, layer + "self_attn.v_proj", new float[INNER * WIDTH], INNER);
    put(tensors, shapes, layer + "self_attn.o_proj", new float[WIDTH * WIDTH], WIDTH);
    put(tensors, shapes, layer + "mlp.gate_proj", new float[INNER * WIDTH], INNER);
    put(tensors, shapes, layer + "mlp.up_proj", new float[INNER * WIDTH], INNER);
    put(tensors, shapes, layer + "mlp.down_proj", new float[WIDTH * INNER], WIDTH);
    for (String norm :
        List.of("model.norm", layer + "input_layernorm", layer + "post_attention_layernorm")) {
      float[] ones = new float[WIDTH];
      Arrays.fill(ones, 1);
      put(tensors, shapes, norm, ones, 0);
    }
    return safetensors(tensors, shapes);
  }

  /** A matrix of so many rows; a vector if there are none. */
  private static void put(
      Map<String, float[]> tensors,
      Map<String, List<Integer>> shapes,
      String module,
      float[] values,
      int rows) {
    tensors.put(module + ".weight", values);
    shapes.put(
        module + ".weight",
        rows == 0 ? List.of(values.length) : List.of(rows, values.length / rows));
  }

  private static byte[] safetensors(
      Map<String, float[]> tensors, Map<String, List<Integer>> shapes) {
    Map<String, Object> header = new LinkedHashMap<>();
    int end = 0;
    List<float[]> order = new ArrayList<>();
    for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
      int begin = end;
      end += tensor.getValue().length * Float.BYTES;
      header.put(
          tensor.getKey(),
          Map.of(
              "dtype", "F32",
              "shape", shapes.get(tensor.getKey()),
              "data_offsets", List.of(begin, end)));
      order.add(tensor.getValue());
    }
    String padded = JsonText.compact(header);
    padded += " ".repeat(Math.floorMod(-padded.length(), 8));
    byte[] head = padded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(Long.BYTES + head.length + end).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(head.length).put(head);
    order.forEach(values -> {
      for (float value : values) {
        out.putFloat(value);
      }
    });
    return out.array();
  }
}
