package org.llamajvm.convert;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.llamajvm.engine.tensor.FloatType;

/**
 * A made-up Llama of F16: hidden 64, two layers, and widths that not every group size divides (172:
 * none, 96: only 32).
 */
public final class TinyModel {

  private static final String CONFIG =
      """
      {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": 64,
        "intermediate_size": 172,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 24,
        "vocab_size": 50,
        "max_position_embeddings": 64,
        "rms_norm_eps": 1e-05,
        "tie_word_embeddings": false,
        "torch_dtype": "float16"
      }
      """;

  private TinyModel() {}

  /** Writes the model into a new directory. */
  public static Path write(Path directory) throws IOException {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("lm_head", new int[] {50, 64});
    shapes.put("model.embed_tokens", new int[] {50, 64});
    for (int layer = 0; layer < 2; layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm", new int[] {64});
      shapes.put(prefix + "mlp.down_proj", new int[] {64, 172});
      shapes.put(prefix + "mlp.gate_proj", new int[] {172, 64});
      shapes.put(prefix + "mlp.up_proj", new int[] {172, 64});
      shapes.put(prefix + "post_attention_layernorm", new int[] {64});
      shapes.put(prefix + "self_attn.k_proj", new int[] {48, 64});
      shapes.put(prefix + "self_attn.o_proj", new int[] {64, 96});
      shapes.put(prefix + "self_attn.q_proj", new int[] {96, 64});
      shapes.put(prefix + "self_attn.v_proj", new int[] {48, 64});
    }
    shapes.put("model.norm", new int[] {64});
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config.json"), CONFIG);
    Files.writeString(directory.resolve("tokenizer.model"), "not really");
    Files.writeString(directory.resolve("LICENSE"), "Public domain");
    writeWeights(directory.resolve("model.safetensors"), shapes);
    return directory;
  }

  private static void writeWeights(Path file, Map<String, int[]> shapes) throws IOException {
    StringBuilder header = new StringBuilder("{");
    int at = 0;
    for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
      int[] shape = entry.getValue();
      int bytes = 2 * (shape.length == 1 ? shape[0] : shape[0] * shape[1]);
      header
          .append(at == 0 ? "" : ",")
          .append(
              "\"%s.weight\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                  .formatted(entry.getKey(), Arrays.toString(shape), at, at + bytes));
      at += bytes;
    }
    ByteBuffer data = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(5);
    while (data.hasRemaining()) {
      data.putShort(Float.floatToFloat16((float) (random.nextGaussian() * 0.05)));
    }
    byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer whole = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
    whole.putLong(json.length).put(json).put(data.array());
    Files.write(file, whole.array());
  }

  /** Decodes floats. */
  public static float[] floats(FloatType type, MemorySegment data) {
    float[] floats = new float[(int) (data.byteSize() / type.bytes())];
    for (int i = 0; i < floats.length; i++) {
      int bits =
          type == FloatType.F32
              ? data.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i)
              : data.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i) & 0xFFFF;
      floats[i] = type.decode(bits);
    }
    return floats;
  }
}
