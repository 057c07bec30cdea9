package org.llamajvm.models;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.llamajvm.engine.generate.CacheState;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.Decoder;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * One sequence of tokens and its KV cache, kept from one generation to the next: a prompt that
 * begins with tokens of the sequence is processed from the first different token on. A program
 * passes the whole conversation each time, and only what is new is processed.
 *
 * <p>A session borrows its model. After the model or the session is closed, a session refuses to
 * generate with an {@link IllegalStateException}. One thread at a time: a second one that generates
 * meanwhile gets an {@link IllegalStateException} too.
 */
public final class Session implements AutoCloseable {

  private final Tokenizer tokenizer;
  private final Decoder decoder;
  private final int[] endTokens;
  private final ConstraintTokens constraints;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Takes a decoder over.
   *
   * @param tokenizer borrowed
   * @param decoder owned: closed with the session
   * @param endTokens ids of the tokens that end a text
   */
  Session(Tokenizer tokenizer, Decoder decoder, int[] endTokens) {
    this(tokenizer, decoder, endTokens, new ConstraintTokens(tokenizer, decoder.vocabularySize()));
  }

  /**
   * Takes a decoder over.
   *
   * @param tokenizer borrowed
   * @param decoder owned: closed with the session
   * @param endTokens ids of the tokens that end a text
   * @param constraints borrowed
   */
  Session(Tokenizer tokenizer, Decoder decoder, int[] endTokens, ConstraintTokens constraints) {
    this.constraints = constraints;
    this.tokenizer = tokenizer;
    this.decoder = decoder;
    this.endTokens = endTokens.clone();
  }

  /** The most tokens that the sequence may have. */
  public int capacity() {
    return decoder.capacity();
  }

  /** Tokens that the model knows: ids are below this. */
  int vocabularySize() {
    return decoder.vocabularySize();
  }

  /** Tokens in the KV cache, in order; a copy. */
  public int[] tokens() {
    return decoder.tokens();
  }

  /**
   * Forgets all tokens from {@code position} on.
   *
   * @throws IllegalArgumentException if {@code position} is negative or beyond the sequence
   */
  public void rewind(int position) {
    decoder.rewind(position);
  }

  /**
   * Makes the sequence equal to a prompt and continues it.
   *
   * @param prompt all tokens of the sequence, from the first one on, at least one
   * @param options what to generate
   * @param listener hears of it
   * @param cancellation ends it early, as does an interruption of the thread
   * @throws PromptTooLongException if the prompt leaves no room for a token in the context
   * @throws IllegalArgumentException if the prompt is empty
   * @throws org.llamajvm.models.constraint.ConstraintException if no text fits the constraint, or
   *     it is too complex
   * @throws UnknownTokenException if a token is not in the vocabulary
   * @throws ModelOutputException if the model gives logits that are not numbers
   * @throws UnreadableModelException if a file of the model was cut off or cannot be read
   * @throws IllegalStateException if the session or its model is closed, or another thread
   *     generates in this session
   */
  public Generation generate(
      int[] prompt,
      GenerateOptions options,
      GenerationListener listener,
      Cancellation cancellation) {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(cancellation, "cancellation");
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "Another thread generates in this session; open one for each thread");
    }
    try {
      return tell(listener, () -> generateAlone(prompt, options, listener, cancellation));
    } finally {
      busy.set(false);
    }
  }

  private static Generation tell(GenerationListener listener, Supplier<Generation> work) {
    Generation generation;
    try {
      generation = work.get();
    } catch (RuntimeException e) {
      listener.onError(e);
      throw e;
    }
    listener.onComplete(generation);
    return generation;
  }

  private Generation generateAlone(
      int[] prompt,
      GenerateOptions options,
      GenerationListener listener,
      Cancellation cancellation) {
    if (prompt.length > capacity()) {
      throw new PromptTooLongException(prompt.length, capacity());
    }
    new VocabularyCheck(tokenizer, decoder.vocabularySize()).check(prompt);
    TextGeneration text =
        new TextGeneration(
            tokenizer,
            decoder.vocabularySize(),
            capacity(),
            endTokens,
            prompt,
            options,
            listener,
            constraints.begin(options, endTokens));
    int kept = decoder.keep(prompt, Math.max(0, prompt.length - 1));
    int[] rest = Arrays.copyOfRange(prompt, kept, prompt.length);
    return text.run(decoder, rest, cancellation);
  }

  /** The KV cache to be copied out, if the decoder can. */
  Optional<CacheState> cacheState() {
    return decoder instanceof CacheState state ? Optional.of(state) : Optional.empty();
  }

  /**
   * Replaces the sequence by one whose keys and values were copied out earlier.
   *
   * @throws IllegalStateException if it is longer than the capacity
   */
  void restore(int[] tokens, MemorySegment cache) {
    cacheState().orElseThrow().copyFrom(tokens, cache);
  }

  /** Gives keys and values back. May be called again. */
  @Override
  public void close() {
    decoder.close();
  }
}
