package org.llamajvm.server.http;

import java.util.Optional;
import java.util.OptionalInt;

/** A request is refused. The message is for the client: it has no path, class or trace of ours. */
public final class RequestFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String parameter;
  private final int retryAfter;

  private RequestFault(int status, String code, String parameter, int retryAfter, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.parameter = parameter;
    this.retryAfter = retryAfter;
  }

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param code for programs, such as {@code model_not_found}
   */
  public static RequestFault of(int status, String code, String message) {
    return new RequestFault(status, code, null, 0, message);
  }

  /**
   * The request is wrong.
   *
   * @param parameter which member of the body, such as {@code messages[0].content}
   */
  public static RequestFault badRequest(String code, String parameter, String message) {
    return new RequestFault(400, code, parameter, 0, message);
  }

  /** A member has a value that is not allowed. */
  public static RequestFault badValue(String parameter, String message) {
    return badRequest("invalid_value", parameter, message);
  }

  /** A member asks for what this server does not do. */
  public static RequestFault unsupported(String parameter, String message) {
    return badRequest("unsupported_parameter", parameter, message);
  }

  /**
   * The same request may succeed later.
   *
   * @param seconds after which it makes sense to ask again
   */
  public static RequestFault later(int status, String code, int seconds, String message) {
    return new RequestFault(status, code, null, seconds, message);
  }

  /** The server answers no further request. */
  public static RequestFault shuttingDown() {
    return later(503, "shutting_down", 2, "The server is shutting down");
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** What is wrong, for programs. */
  public String code() {
    return code;
  }

  /** Which member of the body is wrong. */
  public Optional<String> parameter() {
    return Optional.ofNullable(parameter);
  }

  /** Seconds after which to ask again. */
  public OptionalInt retryAfter() {
    return retryAfter > 0 ? OptionalInt.of(retryAfter) : OptionalInt.empty();
  }
}
