package org.llamajvm.engine.generate;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.llamajvm.engine.batch.Batch;

/**
 * A model small enough to know by heart: after the token t it finds t + 1 most probable, then t +
 * 2, and so on around.
 */
final class CountingDecoder implements Decoder {

  private final int[] cache;
  private final float[] logits;
  private int position;

  CountingDecoder(int vocabularySize, int capacity) {
    cache = new int[capacity];
    logits = new float[vocabularySize];
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
    if (to < 0 || to > position) {
      throw new IllegalArgumentException("Position " + to);
    }
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
    int done = from;
    boolean more = true;
    while (more && done < to) {
      int end = Math.min(done + Batch.PIECE, to);
      promptEach(tokens, done, end, _ -> {});
      done = end;
      more = goOn.test(done);
    }
    return done;
  }

  @Override
  public void next(int token) {
    promptEach(new int[] {token}, 0, 1, _ -> {});
  }

  @Override
  public void promptEach(int[] tokens, int from, int to, IntConsumer perToken) {
    for (int i = from; i < to; i++) {
      if (position == cache.length) {
        throw new IllegalStateException("The cache is full");
      }
      cache[position++] = tokens[i];
      for (int step = 0; step < logits.length; step++) {
        logits[(tokens[i] + 1 + step) % logits.length] = -step;
      }
      perToken.accept(i);
    }
  }

  @Override
  public float[] logits() {
    return logits;
  }

  @Override
  public void close() {}
}
