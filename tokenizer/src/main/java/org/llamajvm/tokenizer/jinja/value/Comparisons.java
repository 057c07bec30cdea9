package org.llamajvm.tokenizer.jinja.value;

import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Equality, order and membership. */
public final class Comparisons {
  private Comparisons() {}

  /** Whether two values are equal. */
  public static boolean equal(Value a, Value b) {
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      boolean finite = isFinite(a) && isFinite(b);
      return finite
          ? Numbers.exact(a).compareTo(Numbers.exact(b)) == 0
          : Numbers.real(a).orElseThrow() == Numbers.real(b).orElseThrow();
    }
    return switch (a) {
      case Str left -> b instanceof Str right && left.equals(right);
      case Value.Undefined left -> b instanceof Value.Undefined;
      case Value.ListValue left ->
          b instanceof Value.ListValue right && equal(left.items(), right.items());
      case Value.TupleValue left ->
          b instanceof Value.TupleValue right && equal(left.items(), right.items());
      case Value.Range left ->
          b instanceof Value.Range right && equal(Sequences.items(left), Sequences.items(right));
      case Dict left -> b instanceof Dict right && equal(left, right);
      default -> a.equals(b);
    };
  }

  private static boolean isFinite(Value number) {
    return !(number instanceof Value.Real real) || Double.isFinite(real.value());
  }

  private static boolean equal(List<Value> a, List<Value> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Dict a, Dict b) {
    return a.size() == b.size()
        && a.entries().stream()
            .allMatch(entry ->
                b.get(entry.key()).map(value -> equal(entry.value(), value)).orElse(false));
  }

  /**
   * Whether {@code a operator b} holds.
   *
   * @param operator {@code <}, {@code <=}, {@code >} or {@code >=}, also for the message
   * @throws TemplateException if the two have no order
   */
  public static boolean ordered(Value a, String operator, Value b) {
    boolean nan =
        (a instanceof Value.Real left && Double.isNaN(left.value()))
            || (b instanceof Value.Real right && Double.isNaN(right.value()));
    int order = compare(a, b, operator);
    if (nan) {
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
  public static int compare(Value a, Value b, String operator) {
    if (a instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (b instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return isFinite(a) && isFinite(b)
          ? Numbers.exact(a).compareTo(Numbers.exact(b))
          : Double.compare(Numbers.real(a).orElseThrow(), Numbers.real(b).orElseThrow());
    }
    if (a instanceof Str left && b instanceof Str right) {
      return compareCodePoints(left.text(), right.text());
    }
    if (a instanceof Value.ListValue left && b instanceof Value.ListValue right) {
      return compare(left.items(), right.items(), operator);
    }
    if (a instanceof Value.TupleValue left && b instanceof Value.TupleValue right) {
      return compare(left.items(), right.items(), operator);
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

  private static int compare(List<Value> a, List<Value> b, String operator) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return compare(a.get(i), b.get(i), operator);
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
  public static boolean contains(Value container, Value item) {
    return switch (container) {
      case Str text -> {
        if (item instanceof Str part) {
          yield text.text().contains(part.text());
        }
        throw TemplateException.runtime(
            "'in <string>' requires string as left operand, not " + item.typeName());
      }
      case Dict dict -> dict.get(item).isPresent();
      default -> Sequences.items(container).stream().anyMatch(each -> equal(each, item));
    };
  }
}
