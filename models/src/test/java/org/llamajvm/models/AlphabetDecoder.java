package org.llamajvm.models;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.llamajvm.engine.generate.Decoder;

/**
 * A model that knows the alphabet: after a letter the next one is {@value #FACTOR} times as
 * probable as the one after, and so on around the vocabulary.
 */
final class AlphabetDecoder implements Decoder {

  static final double FACTOR = 4;

  private final int[] cache;
  private final float[] logits = new float[27];
  private int position;
  private int processed;

  AlphabetDecoder(int capacity) {
    cache = new int[capacity];
  }

  /** How many tokens were ever processed. */
  int processed() {
    return processed;
  }

  int[] cached() {
    return Arrays.copyOf(cache, position);
  }

  /** What the token that lies {@code step} behind the likeliest one has. */
  static double probability(int step) {
    double sum = 0;
    for (int i = 0; i < 27; i++) {
      sum += Math.pow(FACTOR, -i);
    }
    return Math.pow(FACTOR, -step) / sum;
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
      for (int step = 0; step < logits.length; step++) {
        logits[(tokens[i] + 1 + step) % logits.length] = (float) (-step * Math.log(FACTOR));
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
