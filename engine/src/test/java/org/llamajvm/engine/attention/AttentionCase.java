package org.llamajvm.engine.attention;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.batch.Rows;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.kernel.KvType;

/**
 * A case of reference.txt, which attention_reference.py has written.
 *
 * @param seed of the hash that makes queries, keys and values
 * @param positions tokens
 * @param type how the cache stores keys and values
 * @param answers (heads · headSize) for some of the positions
 */
record AttentionCase(
    String name,
    int seed,
    AttentionShape shape,
    int positions,
    KvType type,
    Map<Integer, float[]> answers) {

  static final PagedAttention.HeadNorms NO_NORMS =
      new PagedAttention.HeadNorms(new float[0], 0, new float[0], 0);

  /** Positions that turn nothing. */
  static RotaryTables straight(AttentionShape shape) {
    return new RotaryTables(new Rotary(new double[shape.headSize() / 2]));
  }

  /** The next tokens of a sequence as a piece of a prompt. */
  static Rows rows(Sequence sequence, int tokens) {
    Batch batch = new Batch();
    batch.addPrompt(sequence, new int[tokens], 0, tokens, 0);
    Rows rows = new Rows();
    rows.setAll(batch);
    return rows;
  }

  static List<AttentionCase> all() {
    try (InputStream in = AttentionCase.class.getResourceAsStream("reference.txt")) {
      List<AttentionCase> cases = new ArrayList<>();
      Iterator<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().iterator();
      while (lines.hasNext()) {
        cases.add(parse(lines));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AttentionCase parse(Iterator<String> lines) {
    String[] fields = lines.next().split("\t", -1);
    int[] numbers = Arrays.stream(fields, 1, 7).mapToInt(Integer::parseInt).toArray();
    Map<Integer, float[]> answers = new TreeMap<>();
    for (String position : fields[8].split(" ", -1)) {
      answers.put(Integer.valueOf(position), floats(lines.next()));
    }
    return new AttentionCase(
        fields[0] + ", " + fields[7],
        numbers[0],
        new AttentionShape(numbers[1], numbers[2], numbers[3], numbers[4]),
        numbers[5],
        KvType.valueOf(fields[7]),
        answers);
  }

  private static float[] floats(String digits) {
    float[] floats = new float[digits.length() / 8];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(HexFormat.fromHexDigits(digits, 8 * i, 8 * i + 8));
    }
    return floats;
  }

  /** (tokens, qkvSize) queries, keys and values from a position on. */
  float[] qkv(int from, int tokens) {
    float[] qkv = new float[tokens * shape.qkvSize()];
    for (int i = 0; i < qkv.length; i++) {
      int x = (from * shape.qkvSize() + i + 1) * (int) 2654435761L + seed;
      x ^= x >>> 16;
      x *= (int) 2246822519L;
      qkv[i] = (x >>> 8) / (float) (1 << 21) - 4;
    }
    return qkv;
  }

  @Override
  public String toString() {
    return name;
  }
}
