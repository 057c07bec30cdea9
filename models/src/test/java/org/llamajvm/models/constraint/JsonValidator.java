package org.llamajvm.models.constraint;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

/** Another program's opinion of JSON and schemas, formats included. */
final class JsonValidator {

  private final Schema schema;

  JsonValidator(String schema) {
    SpecificationVersion version =
        schema.contains("draft-07")
            ? SpecificationVersion.DRAFT_7
            : SpecificationVersion.DRAFT_2020_12;
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
    this.schema =
        SchemaRegistry.withDefaultDialect(version, builder -> builder.schemaRegistryConfig(config))
            .getSchema(schema);
  }

  /**
   * What is wrong with a text; empty if nothing is.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  String faults(String json) {
    return String.join(
        "; ", schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList());
  }
}
