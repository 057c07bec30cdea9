package org.llamajvm.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/**
 * A text is no JSON. The message says why and where, without a full stop and without the name of
 * the file.
 */
public final class NotJsonException extends IOException {

  private static final long serialVersionUID = 1L;

  NotJsonException(JsonProcessingException cause) {
    super(
        "%s, at character %d"
            .formatted(JsonProblem.describe(cause), character(cause.getLocation())),
        cause);
  }

  private static long character(JsonLocation location) {
    return location == null ? 0 : location.getCharOffset();
  }
}
