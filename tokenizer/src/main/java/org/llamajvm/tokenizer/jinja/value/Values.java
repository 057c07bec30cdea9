package org.llamajvm.tokenizer.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plain Java objects as values. */
public final class Values {
  private Values() {}

  /**
   * The value of an object: nothing, {@code Boolean}, a number, text, {@code List} or {@code Map}
   * of such, or a {@link Value}, which stays as it is.
   *
   * @param trusted whether the text in it counts as the template's own
   * @throws IllegalArgumentException if it is something else
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if it nests too deep
   */
  public static Value of(Object object, boolean trusted) {
    return of(object, trusted, 0);
  }

  private static Value of(Object object, boolean trusted, int depth) {
    Bounds.checkNesting(depth);
    return switch (object) {
      case null -> Value.None.NONE;
      case Value value -> value;
      case Boolean bool -> Value.Bool.of(bool);
      case BigInteger integer -> new Value.Int(integer);
      case Byte number -> Value.Int.of(number);
      case Short number -> Value.Int.of(number);
      case Integer number -> Value.Int.of(number);
      case Long number -> Value.Int.of(number);
      case Float number -> new Value.Real(number);
      case Double number -> new Value.Real(number);
      case BigDecimal number -> new Value.Real(number.doubleValue());
      case CharSequence text ->
          trusted ? Str.trusted(text.toString()) : Str.untrusted(text.toString());
      case List<?> list -> {
        List<Value> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(of(item, trusted, depth + 1)));
        yield Value.ListValue.of(items);
      }
      case Map<?, ?> map -> {
        List<Dict.Entry> entries = new ArrayList<>(map.size());
        map.forEach((key, value) ->
            entries.add(
                new Dict.Entry(of(key, trusted, depth + 1), of(value, trusted, depth + 1))));
        yield Dict.of(entries, Meter.NONE);
      }
      default ->
          throw new IllegalArgumentException(
              "A template has no value for an object of " + object.getClass());
    };
  }
}
