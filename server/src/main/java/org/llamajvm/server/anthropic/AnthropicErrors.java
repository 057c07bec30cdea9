package org.llamajvm.server.anthropic;

import java.util.Map;
import org.llamajvm.server.http.ErrorFormat;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** Errors as Anthropic tells them. */
public final class AnthropicErrors implements ErrorFormat {

  /** Stateless. */
  public AnthropicErrors() {}

  @Override
  public Map<String, Object> body(RequestFault fault) {
    return JsonMap.of(
        "type",
        "error",
        "error",
        JsonMap.of("type", type(fault.status()), "message", fault.getMessage()));
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 500 -> "api_error";
      case 503 -> "overloaded_error";
      default -> "invalid_request_error";
    };
  }
}
