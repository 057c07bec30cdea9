package org.llamajvm.server.http;

import org.llamajvm.format.ModelException;

/** The body of a request is not what it must be; becomes a {@link RequestFault}. */
final class BadJsonException extends ModelException {

  private static final long serialVersionUID = 1L;

  private final String parameter;

  BadJsonException(String parameter, String sentence) {
    super(Kind.CORRUPT, sentence, null, -1);
    this.parameter = parameter;
  }

  RequestFault fault() {
    return parameter == null
        ? RequestFault.of(400, "invalid_json", getMessage())
        : RequestFault.badValue(parameter, getMessage());
  }
}
