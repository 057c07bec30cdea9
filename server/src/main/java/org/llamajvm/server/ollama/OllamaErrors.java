package org.llamajvm.server.ollama;

import java.util.Map;
import org.llamajvm.server.http.ErrorFormat;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** Errors as ollama tells them. */
public final class OllamaErrors implements ErrorFormat {

  /** Stateless. */
  public OllamaErrors() {}

  @Override
  public Map<String, Object> body(RequestFault fault) {
    return JsonMap.of("error", fault.getMessage());
  }
}
