package org.llamajvm.server.request;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.server.http.JsonBody;

/** Arguments of calls for protocols that want them as an object. */
public final class CallArguments {

  private CallArguments() {}

  /** The arguments; empty if the model wrote a key twice or half a character. */
  public static Map<String, Object> object(ToolCall call) {
    try {
      return JsonBody.parse(call.arguments().getBytes(StandardCharsets.UTF_8)).toMap();
    } catch (ModelException _) {
      return Map.of();
    }
  }
}
