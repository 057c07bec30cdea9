package org.llamajvm.server.request;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.RequestFault;

/** Where an answer ends at the latest. */
public final class LimitFields {

  private static final int MOST_STOPS = 16;
  private static final int LONGEST_STOP = 256; // bytes

  private LimitFields() {}

  /**
   * The most tokens of an answer, empty for no limit. A number larger than any context counts as
   * that.
   *
   * @param absent what none of the members says
   * @param names of the members, the strongest first
   * @throws ModelException if the number is none, or negative and not -1
   */
  public static OptionalInt maxTokens(JsonObject body, OptionalInt absent, String... names)
      throws ModelException {
    for (String name : names) {
      if (body.has(name)) {
        double value = body.value(name) instanceof Number number ? number.doubleValue() : -2;
        if (value < -1 || value > Double.MAX_VALUE || value != Math.rint(value)) {
          throw body.wrong(name, "a whole number, -1 or more");
        }
        return value < 0
            ? OptionalInt.empty()
            : OptionalInt.of((int) Math.min(value, Integer.MAX_VALUE));
      }
    }
    return absent;
  }

  /**
   * The texts that end an answer: a string or an array of them.
   *
   * @throws ModelException if the member is neither
   * @throws RequestFault if there are too many, or one is empty or too long
   */
  public static List<String> stops(JsonObject body, String name) throws ModelException {
    List<String> stops =
        body.value(name) instanceof String single ? List.of(single) : body.texts(name);
    if (stops.size() > MOST_STOPS) {
      throw RequestFault.badValue(
          name, "'%s' must have %d texts or fewer".formatted(name, MOST_STOPS));
    }
    for (String stop : stops) {
      int bytes = stop.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > LONGEST_STOP) {
        throw RequestFault.badValue(
            name, "A text of '%s' must have 1 to %d bytes".formatted(name, LONGEST_STOP));
      }
    }
    return stops;
  }
}
