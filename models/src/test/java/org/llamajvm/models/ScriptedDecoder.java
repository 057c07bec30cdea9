package org.llamajvm.models;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.llamajvm.engine.generate.CacheState;
import org.llamajvm.engine.generate.Decoder;

/**
 * A model that answers with the tokens that a test lays down, and then ends; without any, it
 * answers with a letter that depends on every token in its cache.
 */
final class ScriptedDecoder implements Decoder, CacheState {

  private final int[] cache;
  private final float[] logits = new float[PieceTokenizer.END + 1];
  private int[] script = {};
  private int position;
  private int processed;
  private String layout = "tokens";

  ScriptedDecoder(int capacity) {
    cache = new int[capacity];
  }

  /** Lays the tokens of the next answers down. */
  void answer(int... tokens) {
    script = Arrays.copyOf(tokens, tokens.length + 1);
    script[tokens.length] = PieceTokenizer.END;
  }

  /** Answers by its cache again. */
  void answerFreely() {
    script = new int[0];
  }

  /** Gives no numbers from now on. */
  void fail() {
    script = new int[] {-1};
  }

  /** Stores its cache in another way. */
  void setLayout(String value) {
    layout = value;
  }

  int processed() {
    return processed;
  }

  int[] cached() {
    return Arrays.copyOf(cache, position);
  }

  @Override
  public int vocabularySize() {
    return logits.length;
  }

  @Override
  public int capacity() {
    return cache.length;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public void rewind(int to) {
    position = to;
  }

  @Override
  public int[] tokens() {
    return cached();
  }

  @Override
  public int keep(int[] prompt, int count) {
    int shared = Arrays.mismatch(cache, 0, position, prompt, 0, count);
    rewind(shared < 0 ? position : shared);
    return position;
  }

  @Override
  public int prompt(int[] tokens, int from, int to, IntPredicate goOn) {
    promptEach(tokens, from, to, _ -> {});
    var _ = goOn.test(to);
    return to;
  }

  @Override
  public void next(int token) {
    promptEach(new int[] {token}, 0, 1, _ -> {});
  }

  @Override
  public void promptEach(int[] tokens, int from, int to, IntConsumer perToken) {
    for (int i = from; i < to; i++) {
      cache[position++] = tokens[i];
      processed++;
      perToken.accept(i);
    }
  }

  @Override
  public float[] logits() {
    Arrays.fill(logits, -100);
    int next = likeliest();
    if (next < 0) {
      Arrays.fill(logits, Float.NaN);
    } else {
      logits[next] = 0;
    }
    return logits;
  }

  private int likeliest() {
    int made = 0;
    while (cache[position - 1 - made] != PieceTokenizer.ASSISTANT) {
      made++;
    }
    if (script.length > 0) {
      return script[made];
    }
    return made == 3 ? PieceTokenizer.END : 'a' + Math.floorMod(Arrays.hashCode(cached()), 26);
  }

  @Override
  public String layout() {
    return layout;
  }

  @Override
  public long byteSize(int positions) {
    return (long) Integer.BYTES * positions;
  }

  @Override
  public void copyTo(MemorySegment target) {
    MemorySegment.copy(cache, 0, target, ValueLayout.JAVA_INT_UNALIGNED, 0, position);
  }

  @Override
  public void copyFrom(int[] tokens, MemorySegment source) {
    MemorySegment.copy(source, ValueLayout.JAVA_INT_UNALIGNED, 0, cache, 0, tokens.length);
    position = tokens.length;
  }

  @Override
  public void close() {}
}
