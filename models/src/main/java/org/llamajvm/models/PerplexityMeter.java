package org.llamajvm.models;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.Decoder;
import org.llamajvm.engine.sampling.LogSoftmax;

/** Runs a text through a decoder, window by window. */
final class PerplexityMeter {

  private final Decoder decoder;
  private final int[] prefix;
  private long count;
  private double sum;
  private double sumOfSquares;

  /**
   * Borrows a decoder.
   *
   * @param decoder its capacity is the length of a window
   * @param prefix the tokens that each window starts with
   */
  PerplexityMeter(Decoder decoder, int[] prefix) {
    this.decoder = decoder;
    this.prefix = prefix;
  }

  /**
   * Measures a text.
   *
   * @param tokens of the text, without the prefix
   * @param progress gets the number of tokens of the text that are done
   */
  Perplexity measure(int[] tokens, Cancellation cancellation, IntConsumer progress) {
    int stride = decoder.capacity() - prefix.length;
    for (int from = 0; from < tokens.length && !cancellation.isCancelled(); from += stride) {
      int to = Math.min(tokens.length, from + stride);
      measureWindow(tokens, from, to);
      progress.accept(to);
    }
    double mean = sum / count;
    double variance = Math.max(0, sumOfSquares / count - mean * mean);
    double value = Math.exp(mean);
    return new Perplexity(
        value, count > 1 ? value * Math.sqrt(variance / (count - 1)) : Double.NaN, count);
  }

  private void measureWindow(int[] tokens, int from, int to) {
    int[] window = Arrays.copyOf(prefix, prefix.length + to - from);
    System.arraycopy(tokens, from, window, prefix.length, to - from);
    if (window.length < 2) {
      return;
    }
    decoder.rewind(0);
    decoder.promptEach(
        window,
        0,
        window.length - 1,
        index -> {
          if (index + 1 >= prefix.length) {
            add(-LogSoftmax.logProbability(decoder.logits(), window[index + 1]));
          }
        });
  }

  private void add(double surprise) {
    count++;
    sum += surprise;
    sumOfSquares += surprise * surprise;
  }
}
