package org.llamajvm.server.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.constraint.SchemaOptions;
import org.llamajvm.server.http.RequestFault;

/** In which form a client wants the answer. */
public final class ConstraintFields {

  /** Members of a body that {@link #read} reads; those of llama.cpp are the last two. */
  public static final List<String> NAMES = List.of("response_format", "json_schema", "grammar");

  private ConstraintFields() {}

  /**
   * Adds the constraint that a body names, if it does.
   *
   * @throws RequestFault if there is more than one, it is malformed, or cannot be enforced
   */
  public static GenerateOptions read(JsonObject body, GenerateOptions options)
      throws ModelException {
    if (NAMES.stream().filter(body::has).count() > 1) {
      throw RequestFault.badValue(
          NAMES.stream().filter(body::has).toList().getLast(),
          "Only one of response_format, json_schema and grammar can be given");
    }
    Optional<Constraint> constraint;
    if (body.has("grammar")) {
      String grammar = body.text("grammar");
      constraint =
          grammar.isBlank()
              ? Optional.empty()
              : Optional.of(make("grammar", () -> Constraint.grammar(grammar)));
    } else if (body.has("json_schema")) {
      constraint = Optional.of(schema("json_schema", body.value("json_schema"), false));
    } else {
      constraint = format(body.optionalObject("response_format"), "response_format");
    }
    return constraint.map(options::withConstraint).orElse(options);
  }

  /**
   * The constraint of an object with a member {@code type}.
   *
   * @param path of the object, for messages
   * @throws RequestFault if it is malformed, or cannot be enforced
   */
  public static Optional<Constraint> format(Optional<JsonObject> format, String path)
      throws ModelException {
    if (format.isEmpty()) {
      return Optional.empty();
    }
    JsonObject object = format.get();
    return switch (object.text("type")) {
      case "text" -> Optional.empty();
      case "json_object" ->
          Optional.of(
              object.has("schema")
                  ? schema(path + ".schema", object.value("schema"), false)
                  : Constraint.jsonObject());
      case "json_schema" -> {
        boolean flat = object.has("schema") || !path.equals("response_format");
        JsonObject holder = flat ? object : object.object("json_schema");
        String place = path + (flat ? ".schema" : ".json_schema.schema");
        if (!holder.has("schema")) {
          throw RequestFault.badValue(place, "'%s' is missing".formatted(place));
        }
        yield Optional.of(schema(place, holder.value("schema"), holder.flag("strict", false)));
      }
      default ->
          throw RequestFault.unsupported(
              path + ".type", "'%s.type' must be text, json_object or json_schema".formatted(path));
    };
  }

  /**
   * The constraint of ollama's member {@code format}: the word json, which stands for any object,
   * or a schema.
   *
   * @throws RequestFault if it is malformed
   */
  public static Optional<Constraint> ollama(Object format) {
    if (format == null || "".equals(format)) {
      return Optional.empty();
    }
    return Optional.of(
        "json".equals(format) ? Constraint.jsonObject() : schema("format", format, false));
  }

  private static Constraint schema(String path, Object schema, boolean strict) {
    if (!(schema instanceof Map<?, ?>) && !(schema instanceof Boolean)) {
      throw RequestFault.badValue(path, "'%s' must be a JSON schema".formatted(path));
    }
    SchemaOptions options = SchemaOptions.defaults().withStrict(strict);
    return make(path, () -> Constraint.jsonSchema(JsonText.compact(schema), options));
  }

  private static Constraint make(String path, Supplier<Constraint> maker) {
    try {
      return maker.get();
    } catch (ConstraintException e) {
      throw RequestFault.badValue(path, "'%s' cannot be used: %s".formatted(path, e.getMessage()));
    }
  }
}
