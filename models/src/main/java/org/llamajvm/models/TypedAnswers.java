package org.llamajvm.models;

import org.llamajvm.models.value.ValueType;

/** Values that answers are. Keeps what it knows of a class as long as the class is there. */
final class TypedAnswers {

  private final ClassValue<ValueType<?>> types =
      new ClassValue<>() {
        @Override
        protected ValueType<?> computeValue(Class<?> type) {
          return ValueType.of(type);
        }
      };

  @SuppressWarnings("unchecked") // computeValue gives the type of the class
  <T> ValueType<T> of(Class<T> type) {
    return (ValueType<T>) types.get(type);
  }

  /**
   * The value.
   *
   * @throws UnfinishedAnswerException if the answer is not whole
   * @throws org.llamajvm.models.value.UnreadableValueException if it is none
   */
  static <T> T value(ValueType<T> type, Generation answer) {
    if (UnfinishedAnswerException.isUnfinished(answer)) {
      throw new UnfinishedAnswerException(answer);
    }
    return type.read(answer.text());
  }
}
