package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.http.JsonMap;

/** Calls of functions in messages of chat completions. Stateless. */
enum ToolCallJson {
  /** A list of calls. */
  LIST {
    @Override
    Map<String, Object> whole(List<ToolCall> calls) {
      List<Object> list = new ArrayList<>();
      for (ToolCall call : calls) {
        list.add(
            JsonMap.of(
                "id",
                call.id(),
                "type",
                "function",
                FUNCTION,
                JsonMap.of("name", call.name(), ARGUMENTS, call.arguments())));
      }
      return JsonMap.of("tool_calls", list);
    }

    @Override
    Map<String, Object> begun(ReplyPart.CallStart call) {
      Map<String, Object> function = JsonMap.of("name", call.name(), ARGUMENTS, "");
      return part(
          JsonMap.of(
              "index", call.index(), "id", call.id(), "type", "function", FUNCTION, function));
    }

    @Override
    Map<String, Object> more(ReplyPart.CallArguments arguments) {
      Map<String, Object> function = JsonMap.of(ARGUMENTS, arguments.json());
      return part(JsonMap.of("index", arguments.index(), FUNCTION, function));
    }

    private static Map<String, Object> part(Map<String, Object> call) {
      return JsonMap.of("tool_calls", List.of(call));
    }
  },

  /** One call, as it was before there were several. */
  OLDER {
    @Override
    Map<String, Object> whole(List<ToolCall> calls) {
      ToolCall call = calls.getFirst();
      return part(JsonMap.of("name", call.name(), ARGUMENTS, call.arguments()));
    }

    @Override
    Map<String, Object> begun(ReplyPart.CallStart call) {
      return part(JsonMap.of("name", call.name(), ARGUMENTS, ""));
    }

    @Override
    Map<String, Object> more(ReplyPart.CallArguments arguments) {
      return part(JsonMap.of(ARGUMENTS, arguments.json()));
    }

    private static Map<String, Object> part(Map<String, Object> call) {
      return JsonMap.of("function_call", call);
    }

    @Override
    String reason(Finish finish) {
      return finish == Finish.TOOL_CALLS ? "function_call" : super.reason(finish);
    }
  };

  private static final String FUNCTION = "function";
  private static final String ARGUMENTS = "arguments";

  /**
   * Members of a message.
   *
   * @param calls at least one
   */
  abstract Map<String, Object> whole(List<ToolCall> calls);

  /** The first difference of a call. */
  abstract Map<String, Object> begun(ReplyPart.CallStart call);

  /** Further arguments. */
  abstract Map<String, Object> more(ReplyPart.CallArguments arguments);

  /** Why an answer is complete. */
  String reason(Finish finish) {
    return finish.name().toLowerCase(Locale.ROOT);
  }
}
