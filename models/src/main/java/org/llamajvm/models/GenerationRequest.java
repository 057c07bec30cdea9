package org.llamajvm.models;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.models.value.ValueType;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/**
 * What a model is asked for: to continue a text or tokens, or to answer a conversation. Immutable.
 *
 * {@snippet :
 * GenerationRequest story =
 *     GenerationRequest.builder().prompt("Once upon a time").maxTokens(100).build();
 * GenerationRequest question =
 *     GenerationRequest.builder()
 *         .messages(Message.system("Be brief."), Message.user("What is 3 plus 4?"))
 *         .temperature(0.7)
 *         .seed(42)
 *         .build();
 * }
 */
public final class GenerationRequest {

  private final Optional<String> text;
  private final int[] tokens;
  private final List<Message> messages;
  private final Optional<ChatTemplate> template;
  private final RenderOptions rendering;
  private final ToolOffer tools;
  private final Optional<Boolean> thinking;
  private final GenerateOptions options;
  private final Optional<Consumer<SamplingOptions.Builder>> overRecommended;
  private final boolean turnEnds;
  private final String key;
  private final long rank;

  private GenerationRequest(Builder builder) {
    text = builder.text;
    tokens = builder.tokens;
    messages = builder.messages;
    template = builder.template;
    rendering = builder.rendering;
    tools = builder.tools;
    thinking = builder.thinking;
    options = builder.effectiveOptions();
    overRecommended = builder.overRecommended;
    turnEnds = builder.turnEnds || !messages.isEmpty();
    key = builder.key;
    rank = builder.rank;
  }

  /** A request without a prompt yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** A request that continues a text; the other values are the default ones. */
  public static GenerationRequest of(String prompt) {
    return builder().prompt(prompt).build();
  }

  /** A request that answers a conversation; the other values are the default ones. */
  public static GenerationRequest of(List<Message> messages) {
    return builder().messages(messages).build();
  }

  /** A builder that starts at this request. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.text = text;
    builder.tokens = tokens;
    builder.hasPrompt = true;
    builder.messages = messages;
    builder.template = template;
    builder.rendering = rendering;
    builder.tools = tools;
    builder.thinking = thinking;
    builder.options = options;
    builder.limited = true;
    builder.overRecommended = overRecommended;
    builder.turnEnds = turnEnds;
    builder.key = key;
    builder.rank = rank;
    return builder;
  }

  /** The text to continue, if it is a text. */
  public Optional<String> prompt() {
    return text;
  }

  /** The conversation to answer, oldest message first; empty if it is none. */
  public List<Message> messages() {
    return messages;
  }

  /**
   * What to generate. Of the sampling it has what was asked for; see {@link
   * #hasRecommendedSampling}.
   */
  public GenerateOptions options() {
    return options;
  }

  /** Whether tokens are chosen as the model's publisher recommends, but for what was asked for. */
  public boolean hasRecommendedSampling() {
    return overRecommended.isPresent();
  }

  /** Whether tokens that end a turn of a conversation end the text as well. */
  public boolean turnEnds() {
    return turnEnds;
  }

  /** Who asks. */
  public String key() {
    return key;
  }

  /** The place among the requests of one key: the smallest begins first. */
  public long rank() {
    return rank;
  }

  /** The functions that the answer to a conversation may call. */
  public ToolOffer tools() {
    return tools;
  }

  /**
   * A request for one model.
   *
   * @param prompt tokens; BOS if there are none
   * @param options what to generate
   */
  record Prepared(int[] prompt, GenerateOptions options) {}

  /** The request for one model; the array is new. */
  Prepared prepare(LanguageModel model) {
    if (messages.isEmpty()) {
      int[] prompt = text.map(model.tokenizer()::encodePrompt).orElseGet(tokens::clone);
      int[] begun = prompt.length == 0 ? model.tokenizer().bosId().stream().toArray() : prompt;
      return new Prepared(begun, model.continuing(begun, options(model)));
    }
    ChatFormat.Prompt chat =
        model
            .conversations()
            .prompt(messages, new Conversations.Writing(template, rendering, tools, thinking));
    return new Prepared(model.tokenizer().encode(chat.spans()), options(model).answering(chat));
  }

  /** What to generate, where the model's recommendation is known. */
  GenerateOptions options(LanguageModel model) {
    return overRecommended
        .map(change -> changed(model.recommendedSampling(0), change))
        .map(options::withSampling)
        .orElse(options);
  }

  private static SamplingOptions changed(
      SamplingOptions sampling, Consumer<SamplingOptions.Builder> change) {
    SamplingOptions.Builder builder = sampling.toBuilder();
    change.accept(builder);
    return builder.build();
  }

  /**
   * Collects the values of a request. For one thread.
   *
   * <p>Tokens are chosen as the model's publisher recommends. {@link #temperature}, {@link #topK}
   * and their like change one thing of that; {@link #sampling} and {@link #options} replace the
   * whole.
   */
  public static final class Builder {

    private static final int[] NO_TOKENS = {};

    private Optional<String> text = Optional.empty();
    private int[] tokens = NO_TOKENS;
    private boolean hasPrompt;
    private List<Message> messages = List.of();
    private Optional<ChatTemplate> template = Optional.empty();
    private RenderOptions rendering = RenderOptions.DEFAULT;
    private ToolOffer tools = ToolOffer.NONE;
    private Optional<Boolean> thinking = Optional.empty();
    private GenerateOptions options = GenerateOptions.defaults();
    private boolean limited;
    private Optional<Consumer<SamplingOptions.Builder>> overRecommended = Optional.of(_ -> {});
    private boolean turnEnds;
    private String key = "";
    private long rank;

    private Builder() {}

    /** Continues a text; nothing in it becomes a special token. */
    public Builder prompt(String value) {
      Objects.requireNonNull(value, "prompt");
      return input(Optional.of(value), NO_TOKENS, List.of());
    }

    /** Continues a sequence of tokens, which is copied; BOS if there are none. */
    public Builder prompt(int[] value) {
      return input(Optional.empty(), Arrays.copyOf(value, value.length), List.of());
    }

    /**
     * Answers a conversation. What users write never becomes a control token.
     *
     * @throws IllegalArgumentException if there are no messages
     */
    public Builder messages(List<Message> value) {
      Objects.requireNonNull(value, "messages");
      if (value.isEmpty()) {
        throw new IllegalArgumentException("A conversation has one message or more");
      }
      return input(Optional.empty(), NO_TOKENS, List.copyOf(value));
    }

    /**
     * Answers a conversation; as {@link #messages(List)}.
     *
     * @throws IllegalArgumentException if there are no messages
     */
    public Builder messages(Message... value) {
      return messages(List.of(value));
    }

    private Builder input(Optional<String> newText, int[] newTokens, List<Message> newMessages) {
      text = newText;
      tokens = newTokens;
      messages = newMessages;
      hasPrompt = true;
      return this;
    }

    /** How the conversation is written: in the model's own way unless it is said otherwise. */
    public Builder template(ChatTemplate value) {
      template = Optional.of(Objects.requireNonNull(value, "template"));
      return this;
    }

    /**
     * The functions that the answer to a conversation may call; none unless it is said. The answer
     * has the calls: {@link Generation#calls}. {@link ToolLoop} runs them and goes on.
     */
    public Builder tools(ToolOffer value) {
      tools = Objects.requireNonNull(value, "tools");
      return this;
    }

    /**
     * The functions that the answer to a conversation may call; as {@link #tools(ToolOffer)}.
     *
     * @throws IllegalArgumentException if two functions have the same name
     */
    public Builder tools(Tool... value) {
      return tools(ToolOffer.of(value));
    }

    /**
     * Whether the model thinks before it answers a conversation, if its template lets one say so;
     * as the template has it unless it is said.
     */
    public Builder thinking(boolean value) {
      thinking = Optional.of(value);
      return this;
    }

    /** What the template gets besides the messages: variables, and the time. */
    public Builder rendering(RenderOptions value) {
      rendering = Objects.requireNonNull(value, "rendering");
      return this;
    }

    /** What to generate, in place of all that was said of it before. */
    public Builder options(GenerateOptions value) {
      options = Objects.requireNonNull(value, "options");
      limited = true;
      overRecommended = Optional.empty();
      return this;
    }

    /**
     * The most tokens to make. Unless it is said, {@value GenerateOptions#DEFAULT_MAX_TOKENS} for a
     * text, and for a conversation as many as the context holds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxTokens(int value) {
      options = options.withMaxTokens(value);
      limited = true;
      return this;
    }

    /** As many tokens as the context holds. */
    public Builder unlimited() {
      options = options.withMaxTokens(OptionalInt.empty());
      limited = true;
      return this;
    }

    /**
     * Texts that end the answer and are no part of it.
     *
     * @throws IllegalArgumentException if one is empty
     */
    public Builder stop(String... value) {
      options = options.withStop(List.of(value));
      return this;
    }

    /** Whether the tokens that end a text are banned; no unless it is said otherwise. */
    public Builder ignoreEnd(boolean value) {
      options = options.withIgnoreEnd(value);
      return this;
    }

    /**
     * How many of the most probable tokens to report for each token; none unless it is said.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder logprobs(int value) {
      options = options.withLogprobs(value);
      return this;
    }

    /** What the text may be; anything unless it is said. */
    public Builder constraint(Constraint value) {
      options = options.withConstraint(value);
      return this;
    }

    /**
     * Makes the text JSON that fits a schema, as {@link Constraint#jsonSchema(String)} says. Who
     * sends many requests makes the constraint once.
     *
     * @throws org.llamajvm.models.constraint.ConstraintException if the schema is malformed, too
     *     complex, or asks for what cannot be enforced
     */
    public Builder responseSchema(String schema) {
      return constraint(Constraint.jsonSchema(schema));
    }

    /**
     * Makes the text JSON that is a value of a Java type, in place of any other constraint; {@link
     * ValueType#read} gives the value. {@link LanguageModel#generate(GenerationRequest, Class)}
     * does both.
     */
    public Builder responseType(ValueType<?> value) {
      return constraint(value.constraint());
    }

    /** How each token is chosen, whatever the publisher recommends. */
    public Builder sampling(SamplingOptions value) {
      options = options.withSampling(value);
      overRecommended = Optional.empty();
      return this;
    }

    /**
     * See {@link SamplingOptions#temperature()}.
     *
     * @throws IllegalArgumentException if it is out of its range, as of the methods below
     */
    public Builder temperature(double value) {
      return changeSampling(sampling -> sampling.temperature(value));
    }

    /** See {@link SamplingOptions#topK()}. */
    public Builder topK(int value) {
      return changeSampling(sampling -> sampling.topK(value));
    }

    /** See {@link SamplingOptions#topP()}. */
    public Builder topP(double value) {
      return changeSampling(sampling -> sampling.topP(value));
    }

    /** See {@link SamplingOptions#minP()}. */
    public Builder minP(double value) {
      return changeSampling(sampling -> sampling.minP(value));
    }

    /** See {@link SamplingOptions#repeatPenalty()}. */
    public Builder repeatPenalty(double value) {
      return changeSampling(sampling -> sampling.repeatPenalty(value));
    }

    /** See {@link SamplingOptions#seed()}. */
    public Builder seed(long value) {
      return changeSampling(sampling -> sampling.seed(value));
    }

    /**
     * Changes several things of the sampling at once.
     *
     * @param change which must do the same whenever it is called
     */
    public Builder changeSampling(Consumer<SamplingOptions.Builder> change) {
      Objects.requireNonNull(change, "change");
      options = options.withSampling(changed(options.sampling(), change));
      overRecommended = overRecommended.map(before -> before.andThen(change));
      return this;
    }

    /**
     * Whether special tokens that by their name end a turn of a conversation end the text as well,
     * as they do when a conversation is answered; of other texts no unless it is said otherwise.
     */
    public Builder turnEnds(boolean value) {
      turnEnds = value;
      return this;
    }

    /** Who asks: requests of different keys begin by turns. One and the same if it is not said. */
    public Builder key(String value) {
      key = Objects.requireNonNull(value, "key");
      return this;
    }

    /**
     * Of the requests of one key that wait, one of the smallest rank begins first; of those of one
     * rank, the one that came first. 0 if it is not said.
     */
    public Builder rank(long value) {
      rank = value;
      return this;
    }

    private GenerateOptions effectiveOptions() {
      boolean answer = !messages.isEmpty() && !limited;
      return answer ? options.withMaxTokens(OptionalInt.empty()) : options;
    }

    /**
     * The request.
     *
     * @throws IllegalStateException if there is neither a prompt nor a conversation, or if there
     *     are functions and no conversation
     */
    public GenerationRequest build() {
      if (!hasPrompt) {
        throw new IllegalStateException("A request needs a prompt or messages");
      }
      if (messages.isEmpty() && !tools.tools().isEmpty()) {
        throw new IllegalStateException("Functions are offered in conversations only: no messages");
      }
      return new GenerationRequest(this);
    }
  }
}
