package org.llamajvm.server.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolChoice;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RequestFault;

/** Functions that a client offers, in the words of each protocol. */
public final class ToolFields {

  private static final int MOST = 512;
  private static final Map<String, ToolChoice> WORDS =
      Map.of("auto", ToolChoice.AUTO, "none", ToolChoice.NONE, "required", ToolChoice.REQUIRED);
  private static final String FUNCTION = "function";
  private static final String FUNCTIONS = "functions";
  private static final String FUNCTION_CALL = "function_call";
  private static final String TOOLS = "tools";
  private static final String CHOICE = "tool_choice";
  private static final String TYPE = "type";
  private static final String NAME = "name";

  private ToolFields() {}

  /**
   * {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}, as OpenAI's chat
   * completions and responses and ollama have them, or else the older {@code functions} and {@code
   * function_call}.
   *
   * @throws ModelException if a member is of another type than it must be
   * @throws RequestFault if a function cannot be offered, or the choice is none
   */
  public static ToolOffer openAi(JsonObject body, Exchange exchange) throws ModelException {
    boolean older = isOlder(body);
    List<Tool> tools = new ArrayList<>();
    for (JsonObject each : objects(body, older ? FUNCTIONS : TOOLS)) {
      if (older || isFunction(each, exchange)) {
        JsonObject function = function(body, each);
        tools.add(tool(function, "parameters"));
      }
    }
    String choice = older ? FUNCTION_CALL : CHOICE;
    return offer(
        tools, choice(body, choice), !older && body.flag("parallel_tool_calls", true), choice);
  }

  /** Whether a body has the older members. */
  public static boolean isOlder(JsonObject body) {
    return body.has(FUNCTIONS) && !body.has(TOOLS);
  }

  /**
   * {@code tools} and {@code tool_choice} as Anthropic has them.
   *
   * @throws ModelException if a member is of another type than it must be
   * @throws RequestFault if a function cannot be offered, or the choice is none
   */
  public static ToolOffer anthropic(JsonObject body, Exchange exchange) throws ModelException {
    List<Tool> tools = new ArrayList<>();
    for (JsonObject each : objects(body, TOOLS)) {
      if (each.optionalText(TYPE).orElse("custom").equals("custom")) {
        tools.add(tool(each, "input_schema"));
      } else {
        warn(each, exchange);
      }
    }
    Optional<JsonObject> choice = body.optionalObject(CHOICE);
    boolean single = choice.isPresent() && choice.get().flag("disable_parallel_tool_use", false);
    return offer(
        tools,
        choice.isPresent() ? anthropicChoice(choice.get()) : ToolChoice.AUTO,
        !single,
        CHOICE);
  }

  private static ToolChoice anthropicChoice(JsonObject choice) throws ModelException {
    return switch (choice.text(TYPE)) {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> ToolChoice.NONE;
      case "any" -> ToolChoice.REQUIRED;
      case "tool" -> ToolChoice.named(choice.text(NAME));
      default -> throw choice.wrong(TYPE, "auto, any, tool or none");
    };
  }

  private static List<JsonObject> objects(JsonObject body, String name) throws ModelException {
    List<JsonObject> objects = body.has(name) ? body.objects(name) : List.of();
    if (objects.size() > MOST) {
      throw RequestFault.badValue(
          name, "'%s' must have %d functions or fewer".formatted(name, MOST));
    }
    return objects;
  }

  private static boolean isFunction(JsonObject tool, Exchange exchange) throws ModelException {
    if (tool.optionalText(TYPE).orElse(FUNCTION).equals(FUNCTION)) {
      return true;
    }
    warn(tool, exchange);
    return false;
  }

  /**
   * What the client's own provider would run: the model is not told of it, nor can it be called.
   */
  private static void warn(JsonObject tool, Exchange exchange) throws ModelException {
    String type = ForeignText.part(tool.text(TYPE)).replaceAll("[^\\x20-\\x7e]", "?");
    exchange.set(
        "X-Llama-Warning",
        "the model is told of functions only, not of a tool of type '%s'".formatted(type));
  }

  /** Where the name is: chat completions have a member for it, responses do not. */
  private static JsonObject function(JsonObject body, JsonObject named) throws ModelException {
    boolean nested = !named.has(NAME) && body.has("messages") && !isOlder(body);
    return nested || named.has(FUNCTION) ? named.object(FUNCTION) : named;
  }

  private static Tool tool(JsonObject function, String schema) throws ModelException {
    Map<String, Object> parameters =
        function.optionalObject(schema).map(JsonObject::toMap).orElse(Map.of());
    String description = function.optionalText("description").orElse("");
    Tool named =
        checked(function.at(NAME), () -> Tool.of(function.text(NAME), description, ""))
            .withStrict(function.flag("strict", false));
    return parameters.isEmpty()
        ? named
        : checked(function.at(schema), () -> named.withParameters(parameters));
  }

  private static Tool checked(String place, ToolMaker maker) throws ModelException {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      throw RequestFault.badValue(place, ForeignText.message(e.getMessage()));
    }
  }

  /** Makes what may turn out to be no function. */
  private interface ToolMaker {
    Tool make() throws ModelException;
  }

  private static ToolChoice choice(JsonObject body, String name) throws ModelException {
    return switch (body.value(name)) {
      case null -> ToolChoice.AUTO;
      case String word when WORDS.containsKey(word) -> WORDS.get(word);
      case Map<?, ?> _ -> {
        JsonObject choice = body.object(name);
        if (!choice.optionalText(TYPE).orElse(FUNCTION).equals(FUNCTION)) {
          throw RequestFault.unsupported(
              name, "'%s' must be none, auto, required or a function".formatted(name));
        }
        yield ToolChoice.named(function(body, choice).text(NAME));
      }
      default -> throw body.wrong(name, "none, auto, required or an object with a function");
    };
  }

  private static ToolOffer offer(
      List<Tool> tools, ToolChoice choice, boolean parallel, String chooser) {
    String place = TOOLS;
    try {
      ToolOffer offer = new ToolOffer(tools, ToolChoice.AUTO, parallel);
      place = chooser;
      return offer.withChoice(choice);
    } catch (IllegalArgumentException e) {
      throw RequestFault.badValue(place, ForeignText.message(e.getMessage()));
    }
  }
}
