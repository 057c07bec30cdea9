package org.llamajvm.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.llamajvm.loader.weights.TensorStore;

/**
 * stories260K in forms that it is not shared in: as a checkpoint of llama2.c (version 1, described
 * in its export.py) with its tokenizer, and as NumPy's archive under Meta's names.
 */
final class StoriesForms {

  private static final int LAYERS = 5;
  private static final int HEADS = 8;
  private static final int KEY_HEADS = 4;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A matrix, or a vector as one row, in Meta's order. */
  private record Weight(String name, List<Long> shape, float[] values) {

    /** Rows (2 i, 2 i + 1) of a head are rotated together here; (i, i + half) were before. */
    Weight interleaved(int heads) {
      int cols = shape.get(1).intValue();
      int head = shape.get(0).intValue() / heads;
      float[] moved = new float[values.length];
      for (int row = 0; row < shape.get(0); row++) {
        int inHead = row % head;
        int from = row - inHead + inHead % 2 * (head / 2) + inHead / 2;
        System.arraycopy(values, from * cols, moved, row * cols, cols);
      }
      return new Weight(name, shape, moved);
    }
  }

  private StoriesForms() {}

  /** Writes {@code model.bin} and {@code tokenizer.bin}. */
  static Path llama2c(Path huggingFace, Path target) throws IOException {
    Files.createDirectories(target);
    ByteBuffer header = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0x616B3432).putInt(1);
    for (int size : new int[] {64, 172, LAYERS, HEADS, KEY_HEADS, 512, 512}) {
      header.putInt(size);
    }
    header.put((byte) 1); // the head is the embeddings
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(header.array());
    for (Weight weight : weights(huggingFace)) {
      out.write(bytes(weight));
    }
    Files.write(target.resolve("model.bin"), out.toByteArray());
    Files.write(
        target.resolve("tokenizer.bin"),
        tokenizer(Files.readAllBytes(huggingFace.resolve("tokenizer.model"))));
    return target;
  }

  /** Writes {@code weights.npz} and {@code config.json}, and copies the tokenizer. */
  static Path npz(Path huggingFace, Path meta, Path target) throws IOException {
    Files.createDirectories(target);
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(target.resolve("weights.npz")))) {
      for (Weight weight : weights(huggingFace)) {
        byte[] content = npy(weight);
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(weight.name() + ".npy");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
      }
    }
    Files.copy(meta.resolve("params.json"), target.resolve("config.json"));
    Files.copy(huggingFace.resolve("tokenizer.model"), target.resolve("tokenizer.model"));
    return target;
  }

  /** All weights in the order of llama2.c: kind by kind. */
  private static List<Weight> weights(Path huggingFace) throws IOException {
    List<Weight> weights = new ArrayList<>();
    try (TensorStore store = TensorStore.open(huggingFace)) {
      layers(store, "input_layernorm", "attention_norm", weights);
      layers(store, "post_attention_layernorm", "ffn_norm", weights);
      weights.add(read(store, "model.norm.weight", "norm.weight"));
      weights.add(read(store, "model.embed_tokens.weight", "tok_embeddings.weight"));
      layers(store, "self_attn.q_proj", "attention.wq", weights);
      layers(store, "self_attn.k_proj", "attention.wk", weights);
      layers(store, "self_attn.v_proj", "attention.wv", weights);
      layers(store, "self_attn.o_proj", "attention.wo", weights);
      layers(store, "mlp.gate_proj", "feed_forward.w1", weights);
      layers(store, "mlp.down_proj", "feed_forward.w2", weights);
      layers(store, "mlp.up_proj", "feed_forward.w3", weights);
    }
    return weights;
  }

  private static void layers(TensorStore store, String from, String to, List<Weight> weights)
      throws IOException {
    for (int layer = 0; layer < LAYERS; layer++) {
      Weight weight =
          read(
              store,
              "model.layers.%d.%s.weight".formatted(layer, from),
              "layers.%d.%s.weight".formatted(layer, to));
      weights.add(
          switch (to) {
            case "attention.wq" -> weight.interleaved(HEADS);
            case "attention.wk" -> weight.interleaved(KEY_HEADS);
            default -> weight;
          });
    }
  }

  private static Weight read(TensorStore store, String from, String to) throws IOException {
    return new Weight(to, store.info(from).shape(), store.segment(from).toArray(FLOAT));
  }

  private static byte[] bytes(Weight weight) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * weight.values().length);
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(weight.values());
    return buffer.array();
  }

  /** NumPy's format, version 1. */
  private static byte[] npy(Weight weight) throws IOException {
    String sizes = String.join(", ", weight.shape().stream().map(String::valueOf).toList());
    String shape = weight.shape().size() == 1 ? sizes + "," : sizes;
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    text += " ".repeat(63 - (10 + text.length()) % 64) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("\u0093NUMPY\1\0".getBytes(ISO_8859_1));
    out.write(text.length() % 256);
    out.write(text.length() / 256);
    out.write(text.getBytes(ISO_8859_1));
    out.write(bytes(weight));
    return out.toByteArray();
  }

  /**
   * llama2.c's tokenizer: the longest length, then score, length and bytes of each piece. Begin and
   * end stand between line breaks, spaces in place of SentencePiece's mark.
   */
  private static byte[] tokenizer(byte[] model) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).putInt(0);
    ByteBuffer in = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    int longest = 0;
    for (int id = 0; in.get() == 0x0A; id++) { // field 1 of the model: a piece
      int end = in.get() + in.position();
      in.get(); // field 1 of the piece: its text
      byte[] text = new byte[in.get()];
      in.get(text);
      in.get(); // field 2: its score
      String piece = new String(text, UTF_8).replace('\u2581', ' ');
      byte[] written = (id == 1 || id == 2 ? "\n" + piece + "\n" : piece).getBytes(UTF_8);
      out.putFloat(in.getFloat()).putInt(written.length).put(written);
      longest = Math.max(longest, written.length);
      in.position(end);
    }
    out.putInt(0, longest);
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }
}
