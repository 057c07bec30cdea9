package org.llamajvm.models;

import java.util.Arrays;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.batch.Slice;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.models.config.Pooling;

/**
 * Texts as vectors, near each other where the texts mean the like. A model for embeddings makes
 * them: {@link LanguageModel#embedder}. Safe to share between threads; texts are computed one after
 * the other.
 */
public final class TextEmbedder {

  private final LanguageModel model;
  private final Pooling pooling;

  /** Borrows the model. */
  TextEmbedder(LanguageModel model, Pooling pooling) {
    this.model = model;
    this.pooling = pooling;
  }

  /** Number of elements of every vector. */
  public int dimension() {
    return model.bound().hiddenSize();
  }

  /** How states of tokens become a vector. */
  public Pooling pooling() {
    return pooling;
  }

  /** How many tokens are computed for a text. */
  public int countTokens(String text) {
    return tokens(text).length;
  }

  private int[] tokens(String text) {
    int[] prompt = model.tokenizer().encodePrompt(text);
    int[] suffix = model.tokenizer().suffix();
    int[] tokens = Arrays.copyOf(prompt, prompt.length + suffix.length);
    System.arraycopy(suffix, 0, tokens, prompt.length, suffix.length);
    return tokens;
  }

  /**
   * The vector of a text.
   *
   * @return a new array
   * @throws PromptTooLongException if the text is longer than the context
   * @throws IllegalArgumentException if the text has no tokens
   * @throws UnknownTokenException if it needs a token that the model has not
   * @throws UnreadableModelException if a file of the model was cut off or cannot be read
   * @throws IllegalStateException if the model is closed
   */
  public float[] embed(String text) {
    int[] tokens = tokens(text);
    if (tokens.length == 0) {
      throw new IllegalArgumentException("A text without tokens has no vector");
    }
    if (tokens.length > model.contexts().largest()) {
      throw new PromptTooLongException(tokens.length, model.contexts().largest());
    }
    model.checkTokens(tokens);
    double[] sum = new double[dimension()];
    BoundModel bound = model.bound();
    try (Sequence sequence = bound.newSequence(tokens.length)) {
      Batch batch = new Batch();
      for (int from = 0; from < tokens.length; from += Batch.PIECE) {
        int to = Math.min(from + Batch.PIECE, tokens.length);
        batch.clear();
        batch.addPrompt(sequence, tokens, from, to, to - from);
        bound.states(
            batch, (slice, index, states, offset) -> add(slice, index, states, offset, sum));
      }
    }
    return vector(sum, pooling.kind() == Pooling.Kind.MEAN ? tokens.length : 1);
  }

  private void add(Slice slice, int index, float[] states, int offset, double[] sum) {
    boolean counts =
        switch (pooling.kind()) {
          case MEAN -> true;
          case LAST -> index == slice.tokens().length - 1;
          case FIRST -> index == 0;
        };
    if (counts) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += states[offset + i];
      }
    }
  }

  private float[] vector(double[] sum, int count) {
    double squares = 0;
    for (double element : sum) {
      squares += element * element;
    }
    double divisor = pooling.normalized() ? Math.sqrt(squares) : count;
    float[] vector = new float[sum.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (sum[i] / divisor);
    }
    return vector;
  }
}
