package org.llamajvm.tokenizer.jinja.value;

import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Equality, order and membership. */
public final class Comparisons {
  /** What the exact comparison of two numbers of different types may take. */
  private static final int NUMBER_STEPS = 8;

  private Comparisons() {}

  /** Whether two values are equal. */
  public static boolean equal(Value a, Value b, Meter meter) {
    meter.spend(1);
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return !isNan(a) && !isNan(b) && compareNumbers(a, b, meter) == 0;
    }
    return switch (a) {
      case Str left -> b instanceof Str right && equal(left, right, meter);
      case Value.Undefined left -> b instanceof Value.Undefined;
      case Value.ListValue left ->
          b instanceof Value.ListValue right && equal(left.items(), right.items(), meter);
      case Value.TupleValue left ->
          b instanceof Value.TupleValue right && equal(left.items(), right.items(), meter);
      case Value.Range left ->
          b instanceof Value.Range right
              && equal(Sequences.items(left, meter), Sequences.items(right, meter), meter);
      case Value.DictView left ->
          b instanceof Value.DictView right && equal(left.items(), right.items(), meter);
      case Dict left -> b instanceof Dict right && equal(left, right, meter);
      default -> a.equals(b);
    };
  }

  private static boolean equal(Str a, Str b, Meter meter) {
    if (a.units() != b.units()) {
      return false;
    }
    meter.spendText(a.units());
    return a.equals(b);
  }

  private static boolean equal(List<Value> a, List<Value> b, Meter meter) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i), meter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Dict a, Dict b, Meter meter) {
    return a.size() == b.size()
        && a.entries().stream()
            .allMatch(entry ->
                b.get(entry.key(), meter)
                    .map(value -> equal(entry.value(), value, meter))
                    .orElse(false));
  }

  private static boolean isNan(Value number) {
    return number instanceof Value.Real real && Double.isNaN(real.value());
  }

  private static boolean isFinite(Value number) {
    return !(number instanceof Value.Real real) || Double.isFinite(real.value());
  }

  /** The order of two numbers, NaN the last. */
  private static int compareNumbers(Value a, Value b, Meter meter) {
    if (a instanceof Value.Real left && b instanceof Value.Real right) {
      return left.value() == right.value() ? 0 : Double.compare(left.value(), right.value());
    }
    if (!(a instanceof Value.Real) && !(b instanceof Value.Real)) {
      return Numbers.integer(a).orElseThrow().compareTo(Numbers.integer(b).orElseThrow());
    }
    if (!isFinite(a) || !isFinite(b)) {
      return Double.compare(beyond(a), beyond(b));
    }
    meter.spend(NUMBER_STEPS);
    return Numbers.exact(a).compareTo(Numbers.exact(b));
  }

  /** An infinite value, or 0 for all that are finite. */
  private static double beyond(Value number) {
    return isFinite(number) ? 0 : Numbers.real(number).orElseThrow();
  }

  /**
   * Whether {@code a operator b} holds.
   *
   * @param operator {@code <}, {@code <=}, {@code >} or {@code >=}, also for the message
   * @throws TemplateException if the two have no order
   */
  public static boolean ordered(Value a, String operator, Value b, Meter meter) {
    int order = compare(a, b, operator, meter);
    if (isNan(a) || isNan(b)) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  /**
   * The order of two values, negative when {@code a} comes first.
   *
   * @param operator for the message
   * @throws TemplateException if the two have no order
   */
  public static int compare(Value a, Value b, String operator, Meter meter) {
    meter.spend(1);
    if (a instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (b instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return compareNumbers(a, b, meter);
    }
    if (a instanceof Str left && b instanceof Str right) {
      meter.spendText(Math.min(left.units(), right.units()));
      return compareCodePoints(left.text(), right.text());
    }
    if (a instanceof Value.ListValue left && b instanceof Value.ListValue right) {
      return compare(left.items(), right.items(), operator, meter);
    }
    if (a instanceof Value.TupleValue left && b instanceof Value.TupleValue right) {
      return compare(left.items(), right.items(), operator, meter);
    }
    throw TemplateException.runtime(
        "'"
            + operator
            + "' not supported between instances of '"
            + a.typeName()
            + "' and '"
            + b.typeName()
            + "'");
  }

  private static int compare(List<Value> a, List<Value> b, String operator, Meter meter) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i), meter)) {
        return compare(a.get(i), b.get(i), operator, meter);
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean leftPair = Character.isSurrogate(left);
        return leftPair != Character.isSurrogate(right)
            ? Boolean.compare(leftPair, !leftPair)
            : Character.compare(left, right);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /**
   * Whether {@code item in container} holds.
   *
   * @throws TemplateException if the container has no items, or text is asked for something else
   */
  public static boolean contains(Value container, Value item, Meter meter) {
    return switch (container) {
      case Str text -> {
        if (item instanceof Str part) {
          meter.spendSearch(text.units(), part.units());
          yield text.text().contains(part.text());
        }
        throw TemplateException.runtime(
            "'in <string>' requires string as left operand, not " + item.typeName());
      }
      case Dict dict -> dict.get(item, meter).isPresent();
      default ->
          Sequences.items(container, meter).stream().anyMatch(each -> equal(each, item, meter));
    };
  }
}
