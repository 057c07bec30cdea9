package org.llamajvm.models;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.llamajvm.engine.generate.Decoder;

/** A model whose weights have been damaged: its logits are not numbers. */
final class BrokenDecoder implements Decoder {

  private final float[] logits = new float[27];

  @Override
  public int vocabularySize() {
    return logits.length;
  }

  @Override
  public int capacity() {
    return 10;
  }

  @Override
  public int position() {
    return 0;
  }

  @Override
  public void rewind(int position) {}

  @Override
  public int[] tokens() {
    return new int[0];
  }

  @Override
  public int keep(int[] prompt, int count) {
    return 0;
  }

  @Override
  public int prompt(int[] tokens, int from, int to, IntPredicate goOn) {
    Arrays.fill(logits, Float.NaN);
    return to;
  }

  @Override
  public void promptEach(int[] tokens, int from, int to, IntConsumer perToken) {
    prompt(tokens, from, to, _ -> true);
    perToken.accept(to - 1);
  }

  @Override
  public void next(int token) {
    Arrays.fill(logits, Float.NaN);
  }

  @Override
  public float[] logits() {
    return logits;
  }

  @Override
  public void close() {}
}
