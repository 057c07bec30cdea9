package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.Constraint.TriggerUse;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.constraint.SchemaOptions;
import org.llamajvm.models.constraint.Trigger;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolChoice;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.models.tool.ToolOffer;

/** Holds answers to calls that fit the schemas of functions, in the form of a family. Stateless. */
final class CallConstraint {

  private static final String NAME = "{\"name\": \"%s\", \"%s\": ";
  private static final int MOST_CALLS = 8;

  private final ToolFormat format;
  private final Predicate<String> isSpecial;
  private final boolean marksArguments;

  /**
   * For one family.
   *
   * @param isSpecial whether a name is that of a special token
   * @param template shows which of the forms of a family it is
   */
  CallConstraint(ToolFormat format, Predicate<String> isSpecial, String template) {
    this.format = format;
    this.isSpecial = isSpecial;
    marksArguments = template.contains("[ARGS]");
  }

  /**
   * What an answer may be, apart from thoughts.
   *
   * @return empty if a call is not demanded, and no function is strict
   */
  Optional<Constraint> of(ToolOffer offer) {
    if (offer.choice().isDemand()) {
      return Optional.of(demanded(offer));
    }
    return offer.told().stream().anyMatch(Tool::strict)
        ? Optional.of(free(offer))
        : Optional.empty();
  }

  private Constraint demanded(ToolOffer offer) {
    List<Constraint> calls =
        offer.told().stream()
            .filter(tool -> offer.choice().name().stream().allMatch(tool.name()::equals))
            .map(tool -> call(tool, true))
            .toList();
    Constraint call = Constraint.anyOf(calls);
    boolean several =
        offer.parallel()
            && offer.choice().mode() == ToolChoice.Mode.REQUIRED
            && format == ToolFormat.HERMES;
    return several
        ? Constraint.sequence(
            call, Constraint.sequence(Constraint.text("\n"), call).repeated(0, MOST_CALLS - 1))
        : call;
  }

  /** Text up to a call, or a text that does not begin like one where calls stand alone. */
  private Constraint free(ToolOffer offer) {
    if (format == ToolFormat.HARMONY) {
      List<Constraint> messages = new ArrayList<>();
      messages.add(said(Optional.of(ThinkingFormat.HARMONY), Constraint.freeText()));
      offer.told().forEach(tool -> messages.add(call(tool, tool.strict())));
      return Constraint.anyOf(messages);
    }
    String mark = mark();
    if (mark.isEmpty()) {
      List<Constraint> options =
          new ArrayList<>(offer.told().stream().map(tool -> call(tool, tool.strict())).toList());
      options.add(
          Constraint.sequence(Constraint.regex(textBegin()), Constraint.freeText()).optional());
      return Constraint.anyOf(options);
    }
    Constraint then =
        Constraint.anyOf(
            offer.told().stream()
                .map(tool -> Constraint.sequence(body(tool, tool.strict())))
                .toList());
    Trigger trigger =
        isSpecial.test(mark) ? Trigger.specialToken(mark, then) : Trigger.text(mark, then);
    return Constraint.freeTextUntil(
        List.of(trigger), offer.parallel() ? TriggerUse.REPEATED : TriggerUse.OPTIONAL);
  }

  /** How a text begins that no call is read from. */
  private String textBegin() {
    String brackets = format == ToolFormat.LLAMA ? "{\\[" : "{";
    return "[ \\n]{0,4}[^ \\n\\t\\r%s]".formatted(brackets);
  }

  private Constraint call(Tool tool, boolean held) {
    List<Constraint> parts = new ArrayList<>();
    if (!mark().isEmpty()) {
      parts.add(text(mark()));
    }
    parts.addAll(body(tool, held));
    return Constraint.sequence(parts);
  }

  /** What says that a call follows; empty if nothing does. */
  private String mark() {
    return switch (format) {
      case HERMES, QWEN_CODER -> "<tool_call>";
      case MISTRAL -> "[TOOL_CALLS]";
      case GRANITE, PHI -> "<|tool_call|>";
      case HARMONY -> "<|channel|>";
      case LLAMA, GENERIC -> "";
    };
  }

  private List<Constraint> body(Tool tool, boolean held) {
    Constraint arguments = arguments(tool, held);
    String named = NAME.formatted(tool.name(), "arguments");
    return switch (format) {
      case HERMES, QWEN_CODER ->
          List.of(text("\n" + named), arguments, text("}\n"), text("</tool_call>"));
      case MISTRAL ->
          marksArguments
              ? List.of(text(tool.name()), text("[ARGS]"), arguments)
              : List.of(text(" [" + named), arguments, text("}]"));
      case GRANITE -> List.of(text("[" + named), arguments, text("}]"));
      case PHI -> List.of(text("[" + named), arguments, text("}]"), text("<|/tool_call|>"));
      case LLAMA -> List.of(text(NAME.formatted(tool.name(), "parameters")), arguments, text("}"));
      case HARMONY ->
          List.of(
              text("commentary to=functions." + tool.name() + " "),
              text("<|constrain|>"),
              text("json"),
              text("<|message|>"),
              arguments);
      case GENERIC -> List.of(text("{\"tool_call\": " + named), arguments, text("}}"));
    };
  }

  /** An answer with what a family writes before it, which marks thoughts so. */
  Constraint said(Optional<ThinkingFormat> marks, Constraint answer) {
    return marks.equals(Optional.of(ThinkingFormat.HARMONY))
        ? Constraint.sequence(text("<|channel|>"), text("final"), text("<|message|>"), answer)
        : answer;
  }

  private Constraint text(String text) {
    return isSpecial.test(text) ? Constraint.specialToken(text) : Constraint.text(text);
  }

  private static Constraint arguments(Tool tool, boolean held) {
    if (!held) {
      return Constraint.jsonObject();
    }
    Map<String, Object> schema = new LinkedHashMap<>(tool.parameters());
    schema.putIfAbsent("type", "object");
    if (Map.of().equals(schema.get("properties"))) { // it takes nothing
      schema.putIfAbsent("additionalProperties", false);
    }
    SchemaOptions options = new SchemaOptions(tool.strict(), false);
    try {
      return Constraint.jsonSchema(JsonText.compact(schema), options);
    } catch (ConstraintException e) {
      throw e.of("tool '%s'".formatted(tool.name()));
    }
  }

  /** A constraint of an answer that thoughts may come before. */
  Constraint afterThought(ThinkingFormat marks, boolean begun, Constraint answer) {
    boolean harmony = marks.equals(ThinkingFormat.HARMONY);
    Constraint rest =
        harmony
            ? Constraint.sequence(text("<|start|>"), text("assistant"), answer)
            : Constraint.sequence(Constraint.text("\n\n").optional(), answer);
    Trigger end =
        isSpecial.test(marks.close())
            ? Trigger.specialToken(marks.close(), rest)
            : Trigger.text(marks.close(), rest);
    Constraint thought = Constraint.freeTextUntil(List.of(end), TriggerUse.REQUIRED);
    return begun
        ? thought
        : Constraint.anyOf(List.of(answer, Constraint.sequence(open(marks), thought)));
  }

  private Constraint open(ThinkingFormat marks) {
    return marks.equals(ThinkingFormat.HARMONY)
        ? Constraint.sequence(text("<|channel|>"), text("analysis"), text("<|message|>"))
        : text(marks.open());
  }
}
