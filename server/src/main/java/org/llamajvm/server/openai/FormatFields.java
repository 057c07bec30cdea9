package org.llamajvm.server.openai;

import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.RequestFault;

/** In which form a client wants the answer. */
final class FormatFields {

  private FormatFields() {}

  /**
   * Lets text pass, and nothing else: an answer that only may be JSON is worse than none.
   *
   * @param format of the answer, if it is named
   * @param path of the member, for the message
   */
  static void check(Optional<JsonObject> format, String path) throws ModelException {
    if (format.isPresent() && !format.get().text("type").equals("text")) {
      throw RequestFault.unsupported(
          path, "'%s' must be text; answers of another form are not supported yet".formatted(path));
    }
  }
}
