package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.llamajvm.format.ModelFormatException;

/**
 * Damaged files give a documented exception or tensors that lie inside the file, whatever the
 * damage. {@code -Dllama.mutants=N} makes N of them.
 */
class MutatedGgufTest {

  private static final long SEED = 23;
  private static final int MUTANTS = Integer.getInteger("llama.mutants", 100_000);
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    8,
    9,
    13,
    31,
    43,
    0x7F,
    0xFF,
    1L << 30,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    (1L << 61) - 8,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @Test
  void endsInADocumentedException() {
    byte[] whole = HostileGgufTest.small().bytes();
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutate(whole, random);
      try {
        use(mutant);
      } catch (ModelFormatException e) {
        assertThat(e.getMessage()).contains("f.gguf");
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i + " of seed " + SEED, e);
      }
    }
    assertThat(refused).isBetween(MUTANTS / 2, MUTANTS - 1);
  }

  private static void use(byte[] bytes) throws ModelFormatException {
    GgufBytes in = new GgufBytes(MemorySegment.ofArray(bytes), Path.of("f.gguf"));
    GgufHeader header = HeaderReader.read(in);
    for (GgufTensor tensor : header.tensors()) {
      in.bytes().asSlice(tensor.offset(), tensor.bytes());
    }
    GgufMetadata metadata = header.metadata();
    metadata.text("general.architecture");
    metadata.integer("llama.block_count", 1, 512);
    metadata.decimal("llama.attention.layer_norm_rms_epsilon");
    metadata.flag("tokenizer.ggml.add_bos_token");
    metadata.texts("tokenizer.ggml.tokens");
    metadata.decimals("tokenizer.ggml.scores");
    metadata.integers("tokenizer.ggml.token_type", 1, 6);
    metadata.integer("wide", 0, Long.MAX_VALUE);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutant = whole.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] = (byte) random.nextInt(256);
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> write(mutant, at, 4, EXTREMES[random.nextInt(EXTREMES.length)]);
        case 3 -> write(mutant, at, 8, EXTREMES[random.nextInt(EXTREMES.length)]);
        case 4 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
        default -> mutant = moved(mutant, at, random.nextInt(mutant.length));
      }
    }
    return mutant;
  }

  private static void write(byte[] bytes, int at, int width, long value) {
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
  }

  /** Copies some bytes of the file over others. */
  private static byte[] moved(byte[] bytes, int from, int to) {
    byte[] result = bytes.clone();
    int length = Math.min(16, bytes.length - Math.max(from, to));
    System.arraycopy(bytes, from, result, to, length);
    return result;
  }
}
