package org.llamajvm.server.request;

import java.util.List;
import java.util.Set;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.JsonBody;
import org.llamajvm.server.http.RequestFault;

/** Text that comes as a string or as an array of parts. */
public final class ContentParts {

  private static final Set<String> TEXTS = Set.of("text", "input_text", "output_text", "refusal");

  private ContentParts() {}

  /**
   * The text of a member; empty if it is null or absent. Parts are put together.
   *
   * @throws ModelException if it is neither a string nor an array of parts
   * @throws RequestFault if a part is no text
   */
  public static String text(JsonObject object, String name) throws ModelException {
    return switch (object.value(name)) {
      case null -> "";
      case String text -> text;
      case List<?> parts -> join(object.at(name), parts);
      default -> throw object.wrong(name, "a string or an array of parts");
    };
  }

  private static String join(String path, List<?> parts) throws ModelException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      String at = "%s[%d]".formatted(path, i);
      if (parts.get(i) instanceof String plain) {
        text.append(plain);
        continue;
      }
      JsonObject part = JsonBody.object(at, parts.get(i));
      String type = part.text("type");
      if (!TEXTS.contains(type)) {
        throw RequestFault.unsupported(
            at,
            "'%s' has the type '%s'; this server reads text only"
                .formatted(at, ForeignText.part(type)));
      }
      text.append(part.text(type.equals("refusal") ? type : "text"));
    }
    return text.toString();
  }
}
