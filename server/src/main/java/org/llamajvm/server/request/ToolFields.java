package org.llamajvm.server.request;

import java.util.List;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RequestFault;

/**
 * Functions that a client offers. The model is not told of them: where it may choose, it answers in
 * text, and a header of the reply says so; where it must call one, the request is refused.
 */
public final class ToolFields {

  private static final String WARNING =
      "tools are not supported yet; the model was not told of them and answers in text";

  private ToolFields() {}

  /**
   * Looks at an offer.
   *
   * @param tools the member that has the functions
   * @param chooser the member that says whether one must be called
   * @param choice what it says: {@code auto}, {@code none}, or anything else for a call
   * @throws ModelException if the functions are no array
   * @throws RequestFault if one must be called
   */
  public static void check(
      JsonObject body, Exchange exchange, String tools, String chooser, String choice)
      throws ModelException {
    boolean offered =
        switch (body.value(tools)) {
          case null -> false;
          case List<?> list -> !list.isEmpty();
          default -> throw body.wrong(tools, "an array");
        };
    switch (choice) {
      case "none" -> {}
      case "auto" -> {
        if (offered) {
          exchange.set("X-Llama-Warning", WARNING);
          exchange.note("tools_ignored", true);
        }
      }
      default ->
          throw RequestFault.unsupported(
              chooser,
              "'%s' asks for a call of a tool, which is not supported yet".formatted(chooser));
    }
  }
}
