package org.llamajvm.tokenizer.jinja.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Arithmetic, and what its signs mean for text and lists. */
public final class Operators {
  private static final long BIT_PAIRS_PER_STEP = 1 << 16;

  private Operators() {}

  /**
   * {@code left operator right}.
   *
   * @throws TemplateException if the operator does not work on the two, or divides by zero
   */
  public static Value apply(String operator, Value left, Value right, Meter meter) {
    if (left instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (operator.equals("%") && left instanceof Str) {
      throw TemplateException.runtime(
          "formatting of text with % is not supported; put its parts together with ~");
    }
    if (right instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return left instanceof Value.Real || right instanceof Value.Real || operator.equals("/")
          ? reals(operator, Numbers.real(left).orElseThrow(), Numbers.real(right).orElseThrow())
          : integers(
              operator,
              Numbers.integer(left).orElseThrow(),
              Numbers.integer(right).orElseThrow(),
              meter);
    }
    if (operator.equals("+")) {
      return join(left, right);
    }
    if (operator.equals("*")) {
      if (Numbers.integer(right).isPresent()) {
        return repeat(left, Numbers.integer(right).orElseThrow());
      }
      if (Numbers.integer(left).isPresent()) {
        return repeat(right, Numbers.integer(left).orElseThrow());
      }
    }
    throw unsupported(operator, left, right);
  }

  private static TemplateException unsupported(String operator, Value left, Value right) {
    String sign = operator.equals("**") ? "** or pow()" : operator;
    return TemplateException.runtime(
        "unsupported operand type(s) for "
            + sign
            + ": '"
            + left.typeName()
            + "' and '"
            + right.typeName()
            + "'");
  }

  private static Value integers(String operator, BigInteger a, BigInteger b, Meter meter) {
    meter.spend(1 + (long) a.bitLength() * b.bitLength() / BIT_PAIRS_PER_STEP);
    if (operator.equals("**") && b.signum() < 0) {
      return reals(operator, a.doubleValue(), b.doubleValue());
    }
    return new Value.Int(
        switch (operator) {
          case "+" -> a.add(b);
          case "-" -> a.subtract(b);
          case "*" -> a.multiply(b);
          case "//" -> floorDivide(a, b);
          case "%" -> a.subtract(floorDivide(a, b).multiply(b));
          case "**" -> power(a, b, meter);
          default -> throw new IllegalArgumentException(operator);
        });
  }

  private static BigInteger power(BigInteger a, BigInteger b, Meter meter) {
    if (a.abs().compareTo(BigInteger.ONE) <= 0) {
      boolean even = !b.testBit(0);
      return b.signum() == 0 || (a.signum() < 0 && even) ? BigInteger.ONE : a;
    }
    if (b.bitLength() > 31 || (a.abs().bitLength() - 1L) * b.longValue() > Bounds.MAX_BITS) {
      throw TemplateException.limit("integer power too large");
    }
    long bits = a.abs().bitLength() * b.longValue();
    meter.spend(bits * bits / BIT_PAIRS_PER_STEP);
    return a.pow(b.intValue());
  }

  private static BigInteger floorDivide(BigInteger a, BigInteger b) {
    if (b.signum() == 0) {
      throw TemplateException.runtime("integer division or modulo by zero");
    }
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return down ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value reals(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw TemplateException.runtime("division by zero");
    }
    return new Value.Real(
        switch (operator) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "*" -> a * b;
          case "/" -> a / b;
          case "//" -> Math.floor((a - remainder(a, b)) / b + 0.5);
          case "%" -> remainder(a, b);
          case "**" -> power(a, b);
          default -> throw new IllegalArgumentException(operator);
        });
  }

  private static double remainder(double a, double b) {
    double remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
  }

  private static double power(double a, double b) {
    if (a == 0 && b < 0) {
      throw TemplateException.runtime("0.0 cannot be raised to a negative power");
    }
    double result = Math.pow(a, b);
    if (Double.isInfinite(result) && Double.isFinite(a) && Double.isFinite(b)) {
      throw TemplateException.runtime("power too large for a float");
    }
    if (Double.isNaN(result) && !Double.isNaN(a) && !Double.isNaN(b)) {
      throw TemplateException.runtime("complex numbers are not supported");
    }
    return result;
  }

  private static Value join(Value left, Value right) {
    if (left instanceof Str a && right instanceof Str b) {
      return a.plus(b);
    }
    if (left instanceof Value.ListValue a && right instanceof Value.ListValue b) {
      return Value.ListValue.of(joined(a.items(), b.items()));
    }
    if (left instanceof Value.TupleValue a && right instanceof Value.TupleValue b) {
      return Value.TupleValue.of(joined(a.items(), b.items()));
    }
    if (left instanceof Str || left instanceof Value.ListValue) {
      throw TemplateException.runtime(
          "can only concatenate "
              + left.typeName()
              + " (not \""
              + right.typeName()
              + "\") to "
              + left.typeName());
    }
    throw unsupported("+", left, right);
  }

  private static List<Value> joined(List<Value> a, List<Value> b) {
    Bounds.checkItems((long) a.size() + b.size());
    List<Value> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static Value repeat(Value value, BigInteger times) {
    int count = times.max(BigInteger.ZERO).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
    return switch (value) {
      case Str text -> Texts.repeat(text, count);
      case Value.ListValue list -> Value.ListValue.of(repeated(list.items(), count));
      case Value.TupleValue tuple -> Value.TupleValue.of(repeated(tuple.items(), count));
      default -> throw unsupported("*", value, new Value.Int(times));
    };
  }

  private static List<Value> repeated(List<Value> items, int count) {
    Bounds.checkItems((long) items.size() * count);
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < count && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return all;
  }

  /**
   * {@code -value} or {@code +value}.
   *
   * @throws TemplateException if the value is not a number
   */
  public static Value sign(boolean negative, Value value) {
    if (value instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (value instanceof Value.Real real) {
      return negative ? new Value.Real(-real.value()) : real;
    }
    BigInteger number =
        Numbers.integer(value)
            .orElseThrow(() ->
                TemplateException.runtime(
                    "bad operand type for unary "
                        + (negative ? "-" : "+")
                        + ": '"
                        + value.typeName()
                        + "'"));
    return new Value.Int(negative ? number.negate() : number);
  }
}
