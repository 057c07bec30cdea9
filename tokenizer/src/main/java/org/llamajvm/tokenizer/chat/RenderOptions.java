package org.llamajvm.tokenizer.chat;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a template is given besides the messages.
 *
 * @param tools functions that the model may call, each in JSON schema as a {@code Map}; empty for
 *     no such offer, which is not the same as an offer of no tools
 * @param addGenerationPrompt whether to end with the words that open the model's answer
 * @param variables further variables that the template knows, such as {@code enable_thinking}
 * @param clock the time that the template sees, in its time zone
 */
public record RenderOptions(
    Optional<List<Map<String, Object>>> tools,
    boolean addGenerationPrompt,
    Map<String, Object> variables,
    Clock clock) {

  /** Copies the variables and the list of tools, not what is in them. */
  public RenderOptions {
    tools = tools.map(List::copyOf);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    Objects.requireNonNull(clock, "clock");
  }

  /** No tools, an opened answer, no variables, and the time of the system. */
  public static final RenderOptions DEFAULT =
      new RenderOptions(Optional.empty(), true, Map.of(), Clock.system(ZoneId.systemDefault()));

  /** The same with these tools. */
  public RenderOptions withTools(List<Map<String, Object>> tools) {
    Objects.requireNonNull(tools, "tools");
    return new RenderOptions(Optional.of(tools), addGenerationPrompt, variables, clock);
  }

  /** The same with or without the words that open the model's answer. */
  public RenderOptions withGenerationPrompt(boolean add) {
    return new RenderOptions(tools, add, variables, clock);
  }

  /** The same with these variables. */
  public RenderOptions withVariables(Map<String, Object> variables) {
    return new RenderOptions(tools, addGenerationPrompt, variables, clock);
  }

  /** The same at another time. */
  public RenderOptions withClock(Clock clock) {
    return new RenderOptions(tools, addGenerationPrompt, variables, clock);
  }
}
