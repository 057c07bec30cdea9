package org.llamajvm.models.tool;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** How models of a family write calls of functions, which their chat templates show. Stateless. */
public enum ToolFormat {
  /** {@code {"name": …, "parameters": …}} and nothing else; one call an answer. */
  LLAMA(
      false,
      List.of(
          Opening.atBegin("{", (sink, _) -> new JsonCalls(sink, "")),
          Opening.atBegin("[", (sink, _) -> new PythonCalls(sink)),
          Opening.of("<|python_tag|>", (sink, _) -> new TaggedLlamaCalls(sink)))),

  /** {@code <tool_call>{"name": …, "arguments": …}</tool_call>}, as often as there are calls. */
  HERMES(
      true,
      List.of(Opening.of("<tool_call>", (sink, _) -> new JsonCalls(sink, ToolFormat.HERMES_END)))),

  /** {@code <tool_call><function=…><parameter=…>…}, as often as there are calls. */
  QWEN_CODER(
      true,
      List.of(
          Opening.of(
              "<tool_call>",
              (sink, tools) -> new CoderCalls(sink, CoderCalls.ToolTypes.of(tools))))),

  /** {@code [TOOL_CALLS]} and a list, or {@code name[ARGS]{…}}. */
  MISTRAL(true, List.of(Opening.of("[TOOL_CALLS]", (sink, _) -> new MistralCalls(sink)))),

  /** {@code <|tool_call|>} and a list. */
  GRANITE(true, List.of(Opening.of("<|tool_call|>", (sink, _) -> new JsonCalls(sink, "")))),

  /** {@code <|tool_call|>[…]<|/tool_call|>}. */
  PHI(
      true,
      List.of(Opening.of("<|tool_call|>", (sink, _) -> new JsonCalls(sink, "<|/tool_call|>")))),

  /**
   * {@code <|channel|>commentary to=functions.name <|constrain|>json<|message|>{…}}, a message in
   * the form of all others.
   */
  HARMONY(false, List.of()),

  /** {@code {"tool_call": {…}}}, which models are asked for that know no form of their own. */
  GENERIC(true, List.of(Opening.atBegin("{", (sink, _) -> new GenericCalls(sink))));

  static final String HERMES_END = "</tool_call>";

  private final boolean parallel;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Opening> openings;

  ToolFormat(boolean parallel, List<Opening> openings) {
    this.parallel = parallel;
    this.openings = openings;
  }

  /**
   * What says that a call follows.
   *
   * @param mark the text that says so
   * @param isPartOfCall whether the text is the beginning of the call itself; then it must be the
   *     beginning of the answer, too
   * @param machines makes what reads on
   */
  record Opening(
      String mark,
      boolean isPartOfCall,
      BiFunction<CallSink, Map<String, Tool>, CallMachine> machines) {

    static Opening of(String mark, BiFunction<CallSink, Map<String, Tool>, CallMachine> machines) {
      return new Opening(mark, false, machines);
    }

    static Opening atBegin(
        String mark, BiFunction<CallSink, Map<String, Tool>, CallMachine> machines) {
      return new Opening(mark, true, machines);
    }

    CallMachine machine(CallSink sink, Map<String, Tool> tools) {
      return machines.apply(sink, tools);
    }

    private boolean isPossible(boolean atBegin) {
      return atBegin || !isPartOfCall;
    }
  }

  /** The form that a chat template shows; {@link #GENERIC} if it shows none that is known. */
  public static ToolFormat of(String template) {
    if (template.contains("<|channel|>commentary")) {
      return HARMONY;
    }
    if (template.contains("[TOOL_CALLS]")) {
      return MISTRAL;
    }
    if (template.contains("<|tool_call|>")) {
      return template.contains("<|tool|>") ? PHI : GRANITE;
    }
    if (template.contains("<function=")) {
      return QWEN_CODER;
    }
    if (template.contains("<tool_call>")) {
      return HERMES;
    }
    if (template.contains("ipython") && template.contains("\"parameters\"")) {
      return LLAMA;
    }
    return template.contains("<|tool|>") ? PHI : GENERIC;
  }

  /** Whether an answer may have more than one call. */
  public boolean hasParallelCalls() {
    return parallel;
  }

  /** The names of tokens that are special in some vocabularies and belong to calls. */
  public Set<String> marks() {
    return switch (this) {
      case LLAMA -> Set.of("<|python_tag|>");
      case HERMES, QWEN_CODER -> Set.of("<tool_call>", HERMES_END);
      case MISTRAL -> Set.of("[TOOL_CALLS]", "[ARGS]", "[CALL_ID]");
      case GRANITE -> Set.of("<|tool_call|>");
      case PHI -> Set.of("<|tool_call|>", "<|/tool_call|>");
      case HARMONY ->
          Set.of("<|start|>", "<|channel|>", "<|constrain|>", "<|message|>", "<|call|>");
      case GENERIC -> Set.of();
    };
  }

  /** The opening that a text is; null if it is none. */
  Opening opening(String text, boolean atBegin) {
    for (Opening opening : openings) {
      if (opening.isPossible(atBegin) && opening.mark().equals(text)) {
        return opening;
      }
    }
    return null;
  }

  /** Whether a text is the beginning of an opening. */
  boolean mayOpen(String text, boolean atBegin) {
    for (Opening opening : openings) {
      if (opening.isPossible(atBegin) && opening.mark().startsWith(text)) {
        return true;
      }
    }
    return false;
  }
}
