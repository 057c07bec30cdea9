package org.llamajvm.models.value;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRootName;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Refuses annotations of Jackson that would make it read another form than the schema has. Jackson
 * knows far more of them than a schema can follow, so that all are refused but those that are
 * heeded, or say nothing of reading.
 */
final class HeededAnnotations {

  private static final Set<Class<? extends Annotation>> ON_TYPES =
      Set.of(
          JsonPropertyOrder.class,
          JsonClassDescription.class,
          JsonNaming.class,
          JsonTypeInfo.class,
          JsonSubTypes.class,
          JsonTypeName.class,
          JsonInclude.class,
          JsonRootName.class);

  private static final Set<Class<? extends Annotation>> ON_PARTS =
      Set.of(
          JsonProperty.class,
          JsonPropertyDescription.class,
          JsonIgnore.class,
          JsonAlias.class,
          JsonInclude.class,
          JsonEnumDefaultValue.class);

  private final String path;

  private HeededAnnotations(String path) {
    this.path = path;
  }

  /**
   * Looks at a type and at the interfaces that it has annotations of, too.
   *
   * @param type a record, an enum or an interface
   * @throws UnsupportedTypeException if it has an annotation that is not heeded; names it
   */
  static void check(Class<?> type, String path) {
    new HeededAnnotations(path).checkType(type);
  }

  /**
   * The names of a record's components that {@code @JsonIgnore} leaves out. Jackson still lists
   * them, and skips their values.
   *
   * @throws UnsupportedTypeException if such a component cannot be null
   */
  static Set<String> ignored(Class<?> record, String path) {
    Set<String> names = new HashSet<>();
    for (RecordComponent component : record.getRecordComponents()) {
      if (isIgnored(component.getAccessor()) || isIgnored(field(record, component.getName()))) {
        if (component.getType().isPrimitive()) {
          throw new UnsupportedTypeException(
              path,
              "@JsonIgnore at %s is not supported, for %s has no null"
                  .formatted(component.getName(), component.getType()));
        }
        names.add(component.getName());
      }
    }
    return names;
  }

  private static Field field(Class<?> record, String component) {
    return Arrays.stream(record.getDeclaredFields())
        .filter(field -> field.getName().equals(component))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isIgnored(AnnotatedElement element) {
    JsonIgnore said = element.getAnnotation(JsonIgnore.class);
    return said != null
        ? said.value()
        : Arrays.stream(element.getAnnotations())
            .map(Annotation::annotationType)
            .filter(kind -> kind.isAnnotationPresent(JacksonAnnotationsInside.class))
            .anyMatch(HeededAnnotations::isIgnored);
  }

  private void checkType(Class<?> type) {
    checkAll(type, ON_TYPES, type.getSimpleName());
    for (Field field : type.getDeclaredFields()) {
      checkAll(field, ON_PARTS, field.getName());
    }
    for (Method method : type.getDeclaredMethods()) {
      if (!(type.isEnum() && isText(method))) {
        checkAll(method, ON_PARTS, method.getName());
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (!isCanonical(constructor)) {
        checkAll(constructor, ON_PARTS, "a constructor");
      }
      for (Parameter parameter : constructor.getParameters()) {
        checkAll(parameter, ON_PARTS, parameter.getName());
      }
    }
    for (Class<?> above : type.getInterfaces()) {
      checkType(above);
    }
  }

  /** Whether a method gives the text that stands for a constant. */
  private static boolean isText(Method method) {
    return method.isAnnotationPresent(JsonValue.class) && method.getReturnType() == String.class;
  }

  /** Whether a constructor takes the components, so that nothing changes if it is named. */
  private static boolean isCanonical(Constructor<?> constructor) {
    JsonCreator creator = constructor.getAnnotation(JsonCreator.class);
    return creator != null
        && constructor.getDeclaringClass().isRecord()
        && (creator.mode() == JsonCreator.Mode.DEFAULT
            || creator.mode() == JsonCreator.Mode.PROPERTIES)
        && constructor.getParameterCount() != 1
        && Arrays.equals(
            constructor.getParameterTypes(),
            Arrays.stream(constructor.getDeclaringClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
  }

  private void checkAll(
      AnnotatedElement element, Set<Class<? extends Annotation>> heeded, String part) {
    for (Annotation annotation : element.getAnnotations()) {
      Class<? extends Annotation> kind = annotation.annotationType();
      if (kind.isAnnotationPresent(JacksonAnnotationsInside.class)) {
        checkAll(kind, heeded, part);
      } else if (kind != JacksonAnnotationsInside.class
          && kind.isAnnotationPresent(JacksonAnnotation.class)
          && !heeded.contains(kind)) {
        throw new UnsupportedTypeException(
            path, "@%s at %s is not supported".formatted(kind.getSimpleName(), part));
      }
    }
    JsonProperty property = element.getAnnotation(JsonProperty.class);
    if (property != null && property.access() != JsonProperty.Access.AUTO) {
      throw new UnsupportedTypeException(
          path, "@JsonProperty(access = …) at %s is not supported".formatted(part));
    }
  }
}
