package org.llamajvm.server.openai;

import java.util.Map;
import org.llamajvm.server.http.ErrorFormat;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** Errors as OpenAI tells them. */
public final class OpenAiErrors implements ErrorFormat {

  /** Stateless. */
  public OpenAiErrors() {}

  @Override
  public Map<String, Object> body(RequestFault fault) {
    return JsonMap.of(
        "error",
        JsonMap.of(
            "message", fault.getMessage(),
            "type", type(fault.status()),
            "param", fault.parameter().orElse(null),
            "code", fault.code()));
  }

  private static String type(int status) {
    return switch (status) {
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      case 500 -> "server_error";
      case 501 -> "not_supported_error";
      case 503 -> "unavailable_error";
      default -> "invalid_request_error";
    };
  }
}
