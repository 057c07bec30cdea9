package org.llamajvm.models;

import java.util.Arrays;
import java.util.function.IntConsumer;
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
  public float[] forward(int[] tokens, int from, int to) {
    Arrays.fill(logits, Float.NaN);
    return logits;
  }

  @Override
  public void forwardEach(int[] tokens, int from, int to, IntConsumer perToken) {
    forward(tokens, from, to);
    perToken.accept(to - 1);
  }

  @Override
  public float[] logits() {
    return logits;
  }

  @Override
  public void close() {}
}
