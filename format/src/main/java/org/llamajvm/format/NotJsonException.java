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
    super(JsonProblem.describe(cause) + place(cause.getLocation()), cause);
  }

  /** Where it is, if the parser says so. */
  private static String place(JsonLocation location) {
    return location == null || location.getCharOffset() < 0
        ? ""
        : ", at character " + location.getCharOffset();
  }
}
