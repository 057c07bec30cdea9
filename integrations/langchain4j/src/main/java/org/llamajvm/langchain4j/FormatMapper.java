package org.llamajvm.langchain4j;

import dev.langchain4j.internal.Json;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.Optional;
import org.llamajvm.models.constraint.Constraint;

/** LangChain4j's forms of an answer as constraints of the engine. */
final class FormatMapper {

  private FormatMapper() {}

  /**
   * The constraint of a form.
   *
   * @param format which may be null
   * @return empty for text
   * @throws org.llamajvm.models.constraint.ConstraintException if a schema asks for what cannot be
   *     held
   */
  static Optional<Constraint> constraint(ResponseFormat format) {
    if (format == null || format.type() != ResponseFormatType.JSON) {
      return Optional.empty();
    }
    return Optional.of(
        format.jsonSchema() == null
            ? Constraint.jsonObject()
            : Constraint.jsonSchema(schema(format.jsonSchema().rootElement())));
  }

  private static String schema(JsonSchemaElement root) {
    return root instanceof JsonRawSchema raw
        ? raw.schema()
        : Json.toJson(JsonSchemaElementUtils.toMap(root));
  }
}
