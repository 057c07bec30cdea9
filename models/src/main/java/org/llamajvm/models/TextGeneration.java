package org.llamajvm.models;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.Decoder;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.generate.TokenChooser;
import org.llamajvm.engine.generate.TokenLoop;
import org.llamajvm.engine.sampling.LogSoftmax;
import org.llamajvm.engine.sampling.Sampler;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.format.Sha256;
import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * How one prompt becomes one text, apart from the steps of the model: which tokens are chosen,
 * which of them end it, and how they are read. One thread at a time.
 */
final class TextGeneration {

  /** Tokens of the prompt that the text of the first new token may depend on. */
  private static final int TEXT_CONTEXT = 16;

  private final int[] prompt;
  private final GenerateOptions options;
  private final int[] ends;
  private final int maxTokens;
  private final int vocabularySize;
  private final Sampler sampler;
  private final TextCollector text;
  private final ConstrainedText constrained;

  /**
   * Begins a text.
   *
   * @param tokenizer borrowed
   * @param vocabularySize tokens that the model knows
   * @param capacity the most tokens that prompt and text may have together
   * @param endTokens ids of the tokens that end a text
   * @param prompt all tokens that it continues, borrowed
   * @param options what to generate
   * @param listener hears of it
   * @param constrained what the text may be, owned; null if it may be anything
   * @throws IllegalArgumentException if a logit bias names a token beyond the vocabulary
   */
  TextGeneration(
      Tokenizer tokenizer,
      int vocabularySize,
      int capacity,
      int[] endTokens,
      int[] prompt,
      GenerateOptions options,
      GenerationListener listener,
      ConstrainedText constrained) {
    this.constrained = constrained;
    this.prompt = prompt;
    this.options = options;
    this.vocabularySize = vocabularySize;
    ends = options.ignoreEnd() ? new int[0] : endTokens;
    maxTokens = options.maxTokens().orElse(Integer.MAX_VALUE);
    SamplingOptions sampling =
        options.ignoreEnd() ? without(endTokens, options.sampling()) : options.sampling();
    sampler = new Sampler(sampling, vocabularySize, capacity);
    for (int token : prompt) {
      sampler.accept(token);
    }
    text = new TextCollector(tokenizer, tail(prompt), options, seed(), listener);
  }

  /** The same for the same prompt and the same seed of the sampling. */
  private String seed() {
    if (options.reply().offered().isEmpty()) {
      return "";
    }
    String all = options.sampling().seed() + " " + Arrays.toString(prompt);
    return Sha256.of(all.getBytes(StandardCharsets.US_ASCII));
  }

  private SamplingOptions without(int[] banned, SamplingOptions sampling) {
    Map<Integer, Float> bias = new HashMap<>(sampling.logitBias());
    for (int token : banned) {
      if (token < vocabularySize) {
        bias.put(token, Float.NEGATIVE_INFINITY);
      }
    }
    return sampling.toBuilder().logitBias(bias).build();
  }

  private static int[] tail(int[] prompt) {
    return Arrays.copyOfRange(prompt, Math.max(0, prompt.length - TEXT_CONTEXT), prompt.length);
  }

  /**
   * Generates on the calling thread.
   *
   * @param decoder has the beginning of the prompt
   * @param rest of the prompt
   * @throws ModelOutputException if the model gives logits that are not numbers
   */
  Generation run(Decoder decoder, int[] rest, Cancellation cancellation) {
    TokenLoop loop =
        new TokenLoop(
            decoder,
            sampler,
            options.logprobs().orElse(TokenLoop.NO_LOGPROBS),
            cancellation,
            constrained);
    try {
      TokenLoop.Outcome outcome = loop.run(rest, ends, maxTokens, text);
      return end(outcome.finishReason(), prompt.length - rest.length, outcome.timings());
    } catch (ArithmeticException e) {
      throw new ModelOutputException(e);
    }
  }

  /** What chooses the tokens if another thread runs the steps. */
  TokenChooser chooser() {
    LogSoftmax logprobs =
        options.logprobs().isEmpty()
            ? null
            : new LogSoftmax(vocabularySize, options.logprobs().getAsInt());
    return new TokenChooser(sampler, logprobs, ends, maxTokens, text, constrained);
  }

  /** Tokens made so far. */
  int made() {
    return text.tokens().size();
  }

  /**
   * Shows what was held back of the text; no token comes afterwards.
   *
   * @param cached tokens of the prompt that were in the KV cache before
   */
  Generation end(FinishReason reason, int cached, Timings timings) {
    text.finish();
    return new Generation(
        text.text(),
        text.tokens(),
        whole(reason),
        new Generation.Usage(prompt.length, cached, text.tokens().size(), text.thinkingTokens()),
        timings,
        text.logprobs(),
        text.thinking(),
        text.calls());
  }

  /** A constraint's text that a stop string has cut is no whole one. */
  private FinishReason whole(FinishReason reason) {
    if (constrained == null) {
      return reason;
    }
    boolean cut = reason == FinishReason.STOP && !text.isDone() && !isWhole();
    constrained.close();
    return cut ? FinishReason.LENGTH : reason;
  }

  private boolean isWhole() {
    return constrained.isWhole() && (!text.isStopped() || isShownWhole());
  }

  /** A stop string may have cut the end of a whole text. */
  private boolean isShownWhole() {
    return options.constraint().map(form -> form.matches(text.text())).orElse(true);
  }
}
