package org.llamajvm.models;

import java.util.Arrays;
import java.util.Objects;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * What a {@link Scheduler} is asked to generate. Immutable.
 *
 * {@snippet :
 * GenerationRequest request =
 *     GenerationRequest.builder()
 *         .prompt("Once upon a time")
 *         .options(GenerateOptions.defaults().withMaxTokens(100))
 *         .build();
 * }
 */
public final class GenerationRequest {

  private final String text;
  private final int[] tokens;
  private final GenerateOptions options;
  private final boolean turnEnds;
  private final String key;

  private GenerationRequest(Builder builder) {
    text = builder.text;
    tokens = builder.tokens;
    options = builder.options;
    turnEnds = builder.turnEnds;
    key = builder.key;
  }

  /** A request without a prompt yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** A request that continues a text; the other values are the default ones. */
  public static GenerationRequest of(String prompt) {
    return builder().prompt(prompt).build();
  }

  /** What to generate. */
  public GenerateOptions options() {
    return options;
  }

  /** Whether tokens that end a turn of a conversation end the text as well. */
  public boolean turnEnds() {
    return turnEnds;
  }

  /** Who asks. */
  public String key() {
    return key;
  }

  /** The tokens of the prompt; BOS if there are none. A new array. */
  int[] tokens(Tokenizer tokenizer) {
    int[] prompt = text == null ? tokens.clone() : tokenizer.encodePrompt(text);
    return prompt.length == 0 ? tokenizer.bosId().stream().toArray() : prompt;
  }

  /** Collects the values of a request. For one thread. */
  public static final class Builder {

    private String text;
    private int[] tokens;
    private GenerateOptions options = GenerateOptions.defaults();
    private boolean turnEnds;
    private String key = "";

    private Builder() {}

    /** Continues a text; nothing in it becomes a special token. */
    public Builder prompt(String value) {
      text = Objects.requireNonNull(value);
      tokens = null;
      return this;
    }

    /** Continues a sequence of tokens, which is copied; BOS if there are none. */
    public Builder prompt(int[] value) {
      tokens = Arrays.copyOf(value, value.length);
      text = null;
      return this;
    }

    /** What to generate: {@link GenerateOptions#defaults} unless it is said otherwise. */
    public Builder options(GenerateOptions value) {
      options = Objects.requireNonNull(value);
      return this;
    }

    /**
     * Whether special tokens that by their name end a turn of a conversation end the text as well,
     * as in {@link LanguageModel#newChat}; no unless it is said otherwise.
     */
    public Builder turnEnds(boolean value) {
      turnEnds = value;
      return this;
    }

    /** Who asks: requests of different keys begin by turns. One and the same if it is not said. */
    public Builder key(String value) {
      key = Objects.requireNonNull(value);
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalStateException if there is no prompt
     */
    public GenerationRequest build() {
      if (text == null && tokens == null) {
        throw new IllegalStateException("A request needs a prompt");
      }
      return new GenerationRequest(this);
    }
  }
}
