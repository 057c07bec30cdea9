package org.llamajvm.models.value;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.ReferenceTypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.ReferenceType;
import com.fasterxml.jackson.databind.type.TypeBindings;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.type.TypeModifier;
import java.lang.reflect.Type;
import java.util.Optional;

/** Reads {@code Optional}: empty if it is null or not there. */
final class OptionalTypes extends SimpleModule {

  private static final long serialVersionUID = 1;

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addTypeModifier(
        new TypeModifier() {
          @Override
          public JavaType modifyType(
              JavaType type, Type generic, TypeBindings bindings, TypeFactory factory) {
            boolean plain = type.hasRawClass(Optional.class) && !type.isReferenceType();
            return plain ? ReferenceType.upgradeFrom(type, type.containedTypeOrUnknown(0)) : type;
          }
        });
    context.addDeserializers(
        new Deserializers.Base() {
          @Override
          public JsonDeserializer<?> findReferenceDeserializer(
              ReferenceType type,
              DeserializationConfig config,
              BeanDescription description,
              TypeDeserializer contentType,
              JsonDeserializer<?> content) {
            return type.hasRawClass(Optional.class)
                ? new Reader(type, null, contentType, content)
                : null;
          }
        });
  }

  @SuppressWarnings("serial") // never serialised
  private static final class Reader extends ReferenceTypeDeserializer<Optional<?>> {

    private static final long serialVersionUID = 1;

    Reader(
        JavaType type,
        ValueInstantiator instantiator,
        TypeDeserializer contentType,
        JsonDeserializer<?> content) {
      super(type, instantiator, contentType, content);
    }

    @Override
    protected Reader withResolved(TypeDeserializer contentType, JsonDeserializer<?> content) {
      return new Reader(_fullType, _valueInstantiator, contentType, content);
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return Optional.empty();
    }

    @Override
    public Optional<?> referenceValue(Object contents) {
      return Optional.ofNullable(contents);
    }

    @Override
    public Object getReferenced(Optional<?> reference) {
      return reference.orElse(null);
    }

    @Override
    public Optional<?> updateReference(Optional<?> reference, Object contents) {
      return referenceValue(contents);
    }
  }
}
