package org.llamajvm.models.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Objects;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.constraint.Constraint;

/**
 * A Java type as the form of answers: a JSON schema that they are held to, and the value that comes
 * of them.
 *
 * {@snippet :
 * record Person(String name, int age, Optional<String> town) {}
 *
 * ValueType<Person> person = ValueType.of(Person.class);
 * Person bob = person.read("{\"name\": \"Bob\", \"age\": 40}");
 * }
 *
 * <p>Types are records, sealed interfaces of records, enums, {@code List}, {@code Set}, {@code
 * Collection}, {@code Map} with keys that are texts or enums, {@code Optional} and its like,
 * numbers, {@code boolean}, {@code String}, {@code UUID}, {@code URI}, and of {@code java.time}
 * {@code LocalDate}, {@code OffsetTime}, {@code OffsetDateTime}, {@code Instant}, {@code Duration}
 * and {@code Period}. All are within each other as they like, records within themselves, too. A
 * component that is optional may be left out, all others are there and not null.
 *
 * <p>Which record of a sealed interface it is, says a member {@code type} with the record's simple
 * name, unless Jackson's annotations {@code @JsonTypeInfo}, {@code @JsonSubTypes} and
 * {@code @JsonTypeName} say otherwise. Of its other annotations these are heeded:
 * {@code @JsonProperty} and {@code @JsonNaming} give names, {@code @JsonPropertyOrder} an order,
 * {@code @JsonPropertyDescription} a description, {@code @JsonIgnore} leaves a component out, which
 * is null then, and {@code @JsonValue} gives the text of an enum's constant. Those that only
 * writing or other spellings are about, {@code @JsonInclude}, {@code @JsonAlias},
 * {@code @JsonRootName}, {@code @JsonClassDescription} and {@code @JsonEnumDefaultValue}, change
 * nothing. A type with any other one is refused.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param <T> the type
 */
public final class ValueType<T> {

  private final Class<T> type;
  private final String schema;
  private final Constraint constraint;
  private final ObjectReader reader;

  private ValueType(Class<T> type, String schema, Constraint constraint, ObjectReader reader) {
    this.type = type;
    this.schema = schema;
    this.constraint = constraint;
    this.reader = reader;
  }

  /**
   * The form that a type has. Takes some milliseconds; who needs it often keeps it.
   *
   * @throws UnsupportedTypeException if it has a part of another kind, an annotation of Jackson
   *     that is not heeded, or one that may not be read because its module does not open its
   *     package
   * @throws org.llamajvm.models.constraint.ConstraintException if it is too large, or has no value
   *     that ends, such as a record that must hold itself
   */
  public static <T> ValueType<T> of(Class<T> type) {
    Objects.requireNonNull(type, "type");
    JsonMapper mapper = ValueMapper.create();
    String schema = JsonText.compact(new TypeSchema(mapper).of(type));
    return new ValueType<>(type, schema, Constraint.jsonSchema(schema), mapper.readerFor(type));
  }

  /** The type. */
  public Class<T> type() {
    return type;
  }

  /** The JSON schema of the type, of draft 2020-12. */
  public String schema() {
    return schema;
  }

  /** What an answer may be. */
  public Constraint constraint() {
    return constraint;
  }

  /**
   * The value that a text is.
   *
   * @param json a whole text that fits the schema
   * @throws UnreadableValueException if it does not fit, a number is beyond the range of its type,
   *     or a constructor refuses its values
   */
  public T read(String json) {
    Objects.requireNonNull(json, "json");
    try {
      return reader.readValue(json);
    } catch (JsonProcessingException e) {
      throw new UnreadableValueException(
          "The answer is no %s: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
    }
  }
}
