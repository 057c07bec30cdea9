package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Map;
import java.util.Objects;

/**
 * LangChain4j's parameters of a request, and those that this engine has besides. What is null is
 * left to the model's defaults, and in the end to what its publisher recommends.
 */
public final class LlamaChatRequestParameters extends DefaultChatRequestParameters {

  private final Long seed;
  private final Double minP;
  private final Double repeatPenalty;
  private final Integer repeatLastN;
  private final Map<String, Object> templateVariables;

  private LlamaChatRequestParameters(Builder builder) {
    super(builder);
    seed = builder.seed;
    minP = builder.minP;
    repeatPenalty = builder.repeatPenalty;
    repeatLastN = builder.repeatLastN;
    templateVariables = builder.templateVariables;
  }

  /** A builder without any values. */
  public static Builder builder() {
    return new Builder();
  }

  /** Parameters of any class, as these. */
  static LlamaChatRequestParameters of(ChatRequestParameters parameters) {
    return builder().overrideWith(parameters).build();
  }

  /** Where the random numbers start, or null. Same seed, same text. */
  public Long seed() {
    return seed;
  }

  /** Least probability of a token, as a part of the highest one, or null. */
  public Double minP() {
    return minP;
  }

  /** What makes tokens that were there lately less likely; 1 is off. Or null. */
  public Double repeatPenalty() {
    return repeatPenalty;
  }

  /** How many tokens count as lately; 0 for none, -1 for all. Or null. */
  public Integer repeatLastN() {
    return repeatLastN;
  }

  /** Variables that the chat template knows, such as {@code enable_thinking}; empty for none. */
  public Map<String, Object> templateVariables() {
    return templateVariables;
  }

  @Override
  public ChatRequestParameters overrideWith(ChatRequestParameters stronger) {
    return builder().overrideWith(this).overrideWith(stronger).build();
  }

  @Override
  public ChatRequestParameters defaultedBy(ChatRequestParameters weaker) {
    return builder().overrideWith(weaker).overrideWith(this).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LlamaChatRequestParameters that
        && super.equals(other)
        && Objects.equals(seed, that.seed)
        && Objects.equals(minP, that.minP)
        && Objects.equals(repeatPenalty, that.repeatPenalty)
        && Objects.equals(repeatLastN, that.repeatLastN)
        && templateVariables.equals(that.templateVariables);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), seed, minP, repeatPenalty, repeatLastN, templateVariables);
  }

  @Override
  public String toString() {
    return "LlamaChatRequestParameters{%s, seed=%s, minP=%s, repeatPenalty=%s, repeatLastN=%s, templateVariables=%s}"
        .formatted(super.toString(), seed, minP, repeatPenalty, repeatLastN, templateVariables);
  }

  /** Collects the values. For one thread. */
  public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

    private Long seed;
    private Double minP;
    private Double repeatPenalty;
    private Integer repeatLastN;
    private Map<String, Object> templateVariables = Map.of();

    private Builder() {}

    @Override
    public Builder overrideWith(ChatRequestParameters stronger) {
      super.overrideWith(stronger);
      if (stronger instanceof LlamaChatRequestParameters own) {
        seed = own.seed == null ? seed : own.seed;
        minP = own.minP == null ? minP : own.minP;
        repeatPenalty = own.repeatPenalty == null ? repeatPenalty : own.repeatPenalty;
        repeatLastN = own.repeatLastN == null ? repeatLastN : own.repeatLastN;
        templateVariables =
            own.templateVariables.isEmpty() ? templateVariables : own.templateVariables;
      }
      return this;
    }

    /** See {@link LlamaChatRequestParameters#seed()}. */
    public Builder seed(Long value) {
      seed = value;
      return this;
    }

    /** See {@link LlamaChatRequestParameters#minP()}. */
    public Builder minP(Double value) {
      minP = value;
      return this;
    }

    /** See {@link LlamaChatRequestParameters#repeatPenalty()}. */
    public Builder repeatPenalty(Double value) {
      repeatPenalty = value;
      return this;
    }

    /** See {@link LlamaChatRequestParameters#repeatLastN()}. */
    public Builder repeatLastN(Integer value) {
      repeatLastN = value;
      return this;
    }

    /** See {@link LlamaChatRequestParameters#templateVariables()}. */
    public Builder templateVariables(Map<String, Object> value) {
      templateVariables = Map.copyOf(value);
      return this;
    }

    @Override
    public LlamaChatRequestParameters build() {
      return new LlamaChatRequestParameters(this);
    }
  }
}
