package org.llamajvm.models.value;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Jackson reads records from. */
final class RecordTypes {

  private final DeserializationConfig config;

  RecordTypes(JsonMapper mapper) {
    config = mapper.getDeserializationConfig();
  }

  /**
   * A component of a record.
   *
   * @param name in JSON
   * @param description what {@code @JsonPropertyDescription} says
   */
  record Component(String name, JavaType type, Optional<String> description) {}

  /** A member that says which record it is, and what it says. */
  record Tag(String member, String value) {}

  /** A record that a sealed interface may be. */
  record Option(JavaType type, Tag tag) {}

  /**
   * The components that are read: those that {@code @JsonPropertyOrder} names first, the others as
   * they are declared.
   *
   * @throws UnsupportedTypeException if they cannot be read, or not as the schema says
   */
  List<Component> components(JavaType type, String path) {
    Class<?> raw = type.getRawClass();
    HeededAnnotations.check(raw, path);
    checkAccess(raw, path);
    List<String> declared =
        Arrays.stream(raw.getRecordComponents()).map(RecordComponent::getName).toList();
    Set<String> ignored = HeededAnnotations.ignored(raw, path);
    JsonPropertyOrder said = raw.getAnnotation(JsonPropertyOrder.class);
    List<String> first = said == null ? List.of() : List.of(said.value());
    Comparator<BeanPropertyDefinition> order =
        Comparator.comparingInt(property -> rank(first, property));
    order =
        said != null && said.alphabetic()
            ? order.thenComparing(BeanPropertyDefinition::getName)
            : order.thenComparingInt(property -> declared.indexOf(property.getInternalName()));
    return config.introspect(type).findProperties().stream()
        .filter(BeanPropertyDefinition::couldDeserialize)
        .filter(property -> !ignored.contains(property.getInternalName()))
        .sorted(order)
        .map(property ->
            new Component(
                property.getName(),
                property.getPrimaryType(),
                Optional.ofNullable(property.getMetadata().getDescription())))
        .toList();
  }

  /** Where a property is in a list, by one of its names; behind all if it is not there. */
  private static int rank(List<String> names, BeanPropertyDefinition property) {
    int index = names.indexOf(property.getName());
    int rank = index < 0 ? names.indexOf(property.getInternalName()) : index;
    return rank < 0 ? names.size() : rank;
  }

  private static void checkAccess(Class<?> type, String path) {
    Module module = type.getModule();
    Module reader = JsonMapper.class.getModule();
    String name = type.getPackageName();
    boolean reachable =
        module.isOpen(name, reader)
            || (Modifier.isPublic(type.getModifiers()) && module.isExported(name, reader));
    if (!reachable) {
      throw new UnsupportedTypeException(
          path,
          "%s cannot be made, for its module does not open the package; 'opens %s to %s' in its module-info.java does"
              .formatted(type.getTypeName(), name, reader.getName()));
    }
  }

  /** What says that a value is this record and no other one of its interface; often nothing. */
  Optional<Tag> tag(JavaType type, String path) {
    AnnotatedClass annotated = annotated(type);
    JsonTypeInfo.Value info =
        config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated);
    return info == null
        ? Optional.empty()
        : options(type, path).stream()
            .filter(option -> option.type().hasRawClass(type.getRawClass()))
            .map(Option::tag)
            .findFirst();
  }

  /**
   * The records that a type stands for.
   *
   * @throws UnsupportedTypeException if one of them is no record, or they are told apart in a way
   *     that is not supported
   */
  List<Option> options(JavaType type, String path) {
    HeededAnnotations.check(type.getRawClass(), path);
    AnnotatedClass annotated = annotated(type);
    JsonTypeInfo.Value info =
        config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated);
    if (info.getIdType() != JsonTypeInfo.Id.NAME
        || info.getInclusionType() != JsonTypeInfo.As.PROPERTY) {
      throw new UnsupportedTypeException(
          path,
          "@JsonTypeInfo is supported with use = NAME and include = PROPERTY, not with %s and %s"
              .formatted(info.getIdType(), info.getInclusionType()));
    }
    String member =
        info.getPropertyName() == null
            ? info.getIdType().getDefaultPropertyName()
            : info.getPropertyName();
    Collection<NamedType> subtypes =
        config.getSubtypeResolver().collectAndResolveSubtypesByTypeId(config, annotated);
    List<Option> options = new ArrayList<>();
    for (NamedType subtype : subtypes) {
      Class<?> raw = subtype.getType();
      if (raw.isInterface()) {
        continue;
      }
      if (!raw.isRecord()) {
        throw new UnsupportedTypeException(path, raw.getTypeName() + " is no record");
      }
      JavaType record = config.getTypeFactory().constructSpecializedType(type, raw);
      options.add(new Option(record, new Tag(member, subtype.getName())));
    }
    return options;
  }

  private AnnotatedClass annotated(JavaType type) {
    return AnnotatedClassResolver.resolve(config, type, config);
  }
}
