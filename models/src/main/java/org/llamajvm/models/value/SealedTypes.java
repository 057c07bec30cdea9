package org.llamajvm.models.value;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells Jackson of sealed interfaces what their annotations do not say. */
final class SealedTypes extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  private static final String TAG = "type";

  @Override
  public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
    JsonTypeInfo.Value said = super.findPolymorphicTypeInfo(config, annotated);
    return said == null && isSealed(annotated)
        ? JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, TAG, null, false, null, null)
        : said;
  }

  @Override
  public List<NamedType> findSubtypes(Annotated annotated) {
    List<NamedType> said = super.findSubtypes(annotated);
    return said == null && isSealed(annotated)
        ? permitted(annotated.getRawType()).map(this::named).toList()
        : said;
  }

  private static boolean isSealed(Annotated annotated) {
    Class<?> type = annotated.getRawType(); // an enum is sealed, too, if a constant has a body
    return annotated instanceof AnnotatedClass && type.isSealed() && type.isInterface();
  }

  /** The types that a sealed one stands for, those of sealed ones among them in their place. */
  private static Stream<Class<?>> permitted(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses())
        .flatMap(sub -> sub.isSealed() ? permitted(sub) : Stream.of(sub));
  }

  private NamedType named(Class<?> type) {
    String name =
        Optional.ofNullable(type.getAnnotation(JsonTypeName.class))
            .map(JsonTypeName::value)
            .orElse(type.getSimpleName());
    return new NamedType(type, name);
  }
}
