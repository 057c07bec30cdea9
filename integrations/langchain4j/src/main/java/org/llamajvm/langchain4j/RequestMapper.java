package org.llamajvm.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.function.Consumer;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.tokenizer.chat.RenderOptions;

/**
 * LangChain4j's requests as those of the engine.
 *
 * @param modelName the one name that a request may ask for
 */
record RequestMapper(String modelName) {

  /**
   * The same request.
   *
   * @throws UnsupportedFeatureException if it asks for what cannot be done
   * @throws InvalidRequestException if a parameter is out of its range
   */
  GenerationRequest map(ChatRequest request) {
    LlamaChatRequestParameters parameters = LlamaChatRequestParameters.of(request.parameters());
    check(parameters);
    try {
      GenerationRequest.Builder builder =
          GenerationRequest.builder()
              .messages(MessageMapper.messages(request.messages()))
              .rendering(RenderOptions.DEFAULT.withVariables(parameters.templateVariables()))
              .tools(ToolMapper.offer(parameters))
              .changeSampling(sampling(parameters))
              .stop(parameters.stopSequences().toArray(String[]::new));
      ifSet(parameters.maxOutputTokens(), builder::maxTokens);
      FormatMapper.constraint(parameters.responseFormat()).ifPresent(builder::constraint);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(e.getMessage(), e);
    }
  }

  /**
   * Refuses what cannot be done.
   *
   * @throws UnsupportedFeatureException if the parameters ask for such
   */
  void check(LlamaChatRequestParameters parameters) {
    String name = parameters.modelName();
    if (name != null && !name.equals(modelName)) {
      throw MessageMapper.unsupported(
          "the parameter modelName: this is '%s', not '%s'".formatted(modelName, name));
    }
  }

  private static Consumer<SamplingOptions.Builder> sampling(LlamaChatRequestParameters from) {
    return to -> {
      ifSet(from.temperature(), value -> to.temperature(value.floatValue()));
      ifSet(from.topP(), value -> to.topP(value.floatValue()));
      ifSet(from.topK(), to::topK);
      ifSet(from.minP(), value -> to.minP(value.floatValue()));
      ifSet(from.frequencyPenalty(), value -> to.frequencyPenalty(value.floatValue()));
      ifSet(from.presencePenalty(), value -> to.presencePenalty(value.floatValue()));
      ifSet(from.repeatPenalty(), value -> to.repeatPenalty(value.floatValue()));
      ifSet(from.repeatLastN(), to::repeatLastN);
      ifSet(from.seed(), to::seed);
    };
  }

  private static <T> void ifSet(T value, Consumer<T> use) {
    if (value != null) {
      use.accept(value);
    }
  }
}
