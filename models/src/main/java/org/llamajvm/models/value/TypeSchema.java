package org.llamajvm.models.value;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;

/** Writes the JSON schema of one Java type. For one thread. */
final class TypeSchema {

  private static final String ANY_OF = "anyOf";
  private static final String REFERENCE = "$ref";
  private static final String DEFINITIONS = "#/$defs/";

  private static final String SUPPORTED =
      "records, sealed interfaces of records, enums, List, Set, Collection, Map, Optional, numbers,"
          + " boolean, String, UUID, URI, and LocalDate, OffsetTime, OffsetDateTime, Instant,"
          + " Duration, Period";

  private static final Set<Class<?>> LISTS =
      Set.of(List.class, Set.class, Collection.class, SequencedCollection.class);

  private static final Set<Class<?>> MAPS = Set.of(Map.class, SequencedMap.class);

  private static final int MOST_RECORDS = 300;

  private final JsonMapper mapper;
  private final RecordTypes records;
  private final Map<String, Map<String, Object>> definitions = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();

  /** How often each reference stands in the schema. */
  private final Map<String, Integer> uses = new HashMap<>();

  /** With what will read the values. */
  TypeSchema(JsonMapper mapper) {
    this.mapper = mapper;
    records = new RecordTypes(mapper);
  }

  /**
   * The schema. Its root is the type itself, unless that is within itself.
   *
   * @throws UnsupportedTypeException if the type has a part that is not supported
   */
  Map<String, Object> of(Class<?> type) {
    Map<String, Object> root = schema(mapper.constructType(type), type.getSimpleName());
    String used = (String) root.get(REFERENCE);
    if (used != null && uses.get(used) == 1) {
      root = definitions.remove(used.substring(DEFINITIONS.length()));
    }
    Map<String, Object> all = new LinkedHashMap<>(root);
    if (!definitions.isEmpty()) {
      all.put("$defs", definitions);
    }
    return all;
  }

  private Map<String, Object> schema(JavaType type, String path) {
    Class<?> raw = type.getRawClass();
    Optional<Map<String, Object>> scalar = Scalars.of(raw);
    if (scalar.isPresent()) {
      return scalar.get();
    }
    Optional<Map<String, Object>> number = Scalars.ofOptionalNumber(raw);
    if (number.isPresent()) {
      return orNull(number.get());
    }
    if (raw == Optional.class) {
      return orNull(schema(type.getContentType(), path));
    }
    if (raw.isEnum()) {
      return Members.of("enum", constants(raw, path)).map();
    }
    if (LISTS.contains(raw)) {
      return Members.of("type", "array")
          .with("items", schema(type.getContentType(), path + "[]"))
          .map();
    }
    if (MAPS.contains(raw)) {
      return map(type, path);
    }
    if (raw.isRecord()) {
      return record(type, records.tag(type, path), path);
    }
    if (raw.isSealed() && raw.isInterface()) {
      return oneOfRecords(type, path);
    }
    throw new UnsupportedTypeException(
        path, "%s is not supported. Supported are %s".formatted(raw.getTypeName(), SUPPORTED));
  }

  private static Map<String, Object> orNull(Map<String, Object> schema) {
    return Members.of(ANY_OF, List.of(schema, Members.of("type", "null").map())).map();
  }

  private List<String> constants(Class<?> type, String path) {
    HeededAnnotations.check(type, path);
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> mapper.convertValue(constant, String.class))
        .toList();
  }

  private Map<String, Object> map(JavaType type, String path) {
    Class<?> key = type.getKeyType().getRawClass();
    Map<String, Object> value = schema(type.getContentType(), path + "{}");
    if (key == String.class) {
      return Members.of("type", "object").with("additionalProperties", value).map();
    }
    if (!key.isEnum()) {
      throw new UnsupportedTypeException(
          path, "keys of maps are String or an enum, not " + key.getTypeName());
    }
    Map<String, Object> members = new LinkedHashMap<>();
    constants(key, path).forEach(name -> members.put(name, value));
    return object(members, List.of());
  }

  private static Map<String, Object> object(Map<String, Object> members, List<String> required) {
    return Members.of("type", "object")
        .with("properties", members)
        .with("required", required)
        .with("additionalProperties", false)
        .map();
  }

  private Map<String, Object> record(JavaType type, Optional<RecordTypes.Tag> tag, String path) {
    String id = type.toCanonical() + tag.map(RecordTypes.Tag::toString).orElse("");
    if (!names.containsKey(id)) {
      if (names.size() == MOST_RECORDS) {
        throw new UnsupportedTypeException(
            type.getRawClass().getSimpleName(),
            "more than %d records are not supported, nor a generic one that is within itself in ever new forms"
                .formatted(MOST_RECORDS));
      }
      String name = define(id, type);
      definitions.put(name, members(type, tag, path));
    }
    return reference(id);
  }

  private Map<String, Object> members(JavaType type, Optional<RecordTypes.Tag> tag, String path) {
    Map<String, Object> members = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    tag.ifPresent(said -> {
      members.put(said.member(), Members.of("const", said.value()).map());
      required.add(said.member());
    });
    for (RecordTypes.Component component : records.components(type, path)) {
      String at = path + "." + component.name();
      if (members.containsKey(component.name())) {
        throw new UnsupportedTypeException(
            at,
            "the member of this name says which record it is; @JsonTypeInfo(property = …) on the"
                + " sealed interface gives that another name");
      }
      boolean optional = isOptional(component.type());
      Map<String, Object> schema =
          optional ? present(component.type(), at) : schema(component.type(), at);
      members.put(component.name(), described(schema, component.description()));
      if (!optional) {
        required.add(component.name());
      }
    }
    return object(members, required);
  }

  private static Map<String, Object> described(
      Map<String, Object> schema, Optional<String> description) {
    if (description.isEmpty()) {
      return schema;
    }
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", description.get());
    described.putAll(schema);
    return described;
  }

  private static boolean isOptional(JavaType type) {
    return type.getRawClass() == Optional.class
        || Scalars.ofOptionalNumber(type.getRawClass()).isPresent();
  }

  /** Of what is optional, the schema of what is there. */
  private Map<String, Object> present(JavaType type, String path) {
    return Scalars.ofOptionalNumber(type.getRawClass())
        .orElseGet(() -> schema(type.getContentType(), path));
  }

  private Map<String, Object> oneOfRecords(JavaType type, String path) {
    String id = type.toCanonical();
    if (!names.containsKey(id)) {
      String name = define(id, type);
      List<Object> options = new ArrayList<>();
      for (RecordTypes.Option option : records.options(type, path)) {
        String at = "%s(%s)".formatted(path, option.type().getRawClass().getSimpleName());
        options.add(record(option.type(), Optional.of(option.tag()), at));
      }
      definitions.put(name, Members.of(ANY_OF, options).map());
    }
    return reference(id);
  }

  private Map<String, Object> reference(String id) {
    String reference = DEFINITIONS + names.get(id);
    uses.merge(reference, 1, Integer::sum);
    return Members.of(REFERENCE, reference).map();
  }

  /** Gives a type a name that no other one has. */
  private String define(String id, JavaType type) {
    String simple = type.getRawClass().getSimpleName();
    String name = simple;
    for (int i = 2; names.containsValue(name); i++) {
      name = simple + i;
    }
    names.put(id, name);
    return name;
  }
}
