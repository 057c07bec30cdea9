package org.llamajvm.engine.generate;

import java.util.Arrays;
import java.util.function.IntConsumer;

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
  public float[] forward(int[] tokens, int from, int to) {
    forwardEach(tokens, from, to, index -> {});
    return logits;
  }

  @Override
  public void forwardEach(int[] tokens, int from, int to, IntConsumer perToken) {
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
