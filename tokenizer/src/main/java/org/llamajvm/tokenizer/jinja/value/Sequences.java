package org.llamajvm.tokenizer.jinja.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Items, lengths, indexes and slices. */
public final class Sequences {
  private Sequences() {}

  /**
   * What a loop over a value goes through; counts a step for each.
   *
   * @throws TemplateException if the value has no items
   */
  public static List<Value> items(Value value, Meter meter) {
    List<Value> items = uncounted(value, meter);
    meter.spend(items.size());
    return items;
  }

  private static List<Value> uncounted(Value value, Meter meter) {
    return switch (value) {
      case Value.ListValue list -> list.items();
      case Value.TupleValue tuple -> tuple.items();
      case Value.DictView view -> view.items();
      case Dict dict -> dict.keys();
      case Stream stream -> stream.drain();
      case Str text -> characters(text, meter);
      case Value.Range range -> {
        meter.allocate(64L * range.length());
        List<Value> items = new ArrayList<>(range.length());
        for (int i = 0; i < range.length(); i++) {
          items.add(range.at(i));
        }
        yield items;
      }
      case Value.Undefined undefined -> List.of();
      default ->
          throw TemplateException.runtime("'" + value.typeName() + "' object is not iterable");
    };
  }

  /** Whether {@link #items} goes through. */
  public static boolean isIterable(Value value) {
    return switch (value) {
      case Value.None none -> false;
      case Value.Bool bool -> false;
      case Value.Int integer -> false;
      case Value.Real real -> false;
      case HostObject object -> false;
      default -> true;
    };
  }

  private static List<Value> characters(Str text, Meter meter) {
    Bounds.checkItems(text.units());
    meter.allocate(96L * text.units());
    List<Value> items = new ArrayList<>(text.units());
    int i = 0;
    while (i < text.units()) {
      int end = i + Character.charCount(text.text().codePointAt(i));
      items.add(text.substring(i, end));
      i = end;
    }
    return items;
  }

  /** The length of a value, if it has one. */
  public static OptionalInt length(Value value) {
    return switch (value) {
      case Str text -> OptionalInt.of(text.length());
      case Value.ListValue list -> OptionalInt.of(list.items().size());
      case Value.TupleValue tuple -> OptionalInt.of(tuple.items().size());
      case Value.DictView view -> OptionalInt.of(view.items().size());
      case Value.Range range -> OptionalInt.of(range.length());
      case Dict dict -> OptionalInt.of(dict.size());
      case Value.Undefined undefined -> OptionalInt.of(0);
      default -> OptionalInt.empty();
    };
  }

  /** Whether a value has items at indexes. */
  public static boolean isIndexed(Value value) {
    return value instanceof Str
        || value instanceof Value.ListValue
        || value instanceof Value.TupleValue
        || value instanceof Value.Range;
  }

  /** The item at an index, from the end where it is negative; empty where there is none. */
  public static Optional<Value> at(Value value, BigInteger index) {
    int length = length(value).orElseThrow();
    BigInteger from = index.signum() < 0 ? index.add(BigInteger.valueOf(length)) : index;
    if (from.signum() < 0 || from.compareTo(BigInteger.valueOf(length)) >= 0) {
      return Optional.empty();
    }
    int i = from.intValue();
    return Optional.of(
        switch (value) {
          case Str text -> text.at(i);
          case Value.ListValue list -> list.items().get(i);
          case Value.TupleValue tuple -> tuple.items().get(i);
          case Value.Range range -> range.at(i);
          default -> throw new IllegalArgumentException(value.typeName());
        });
  }

  /**
   * The slice of an indexed value.
   *
   * @throws TemplateException if a bound is no integer, or the step is zero
   */
  public static Value slice(Value value, Value start, Value stop, Value step, Meter meter) {
    int length = length(value).orElseThrow();
    BigInteger by = bound(step).orElse(BigInteger.ONE);
    if (by.signum() == 0) {
      throw TemplateException.runtime("slice step cannot be zero");
    }
    boolean down = by.signum() < 0;
    int lowest = down ? -1 : 0;
    int highest = down ? length - 1 : length;
    int from = bound(start).map(b -> clamp(b, length, lowest, highest)).orElse(down ? highest : 0);
    int to = bound(stop).map(b -> clamp(b, length, lowest, highest)).orElse(down ? -1 : length);
    int stride =
        by.max(BigInteger.valueOf(-length - 1L)).min(BigInteger.valueOf(length + 1L)).intValue();
    if (value instanceof Str text && stride == 1) {
      return from < to ? text.substring(text.unitIndex(from), text.unitIndex(to)) : Str.EMPTY;
    }
    if (value instanceof Value.Range range) {
      int count = Math.max(0, Math.ceilDiv(to - from, stride));
      long first = range.start() + from * range.step();
      return new Value.Range(
          first, range.start() + to * range.step(), range.step() * stride, count);
    }
    List<Value> all = items(value, meter);
    List<Value> picked = new ArrayList<>();
    for (int i = from; down ? i > to : i < to; i += stride) {
      picked.add(all.get(i));
    }
    return switch (value) {
      case Str text -> {
        StrBuilder out = new StrBuilder();
        picked.forEach(part -> out.append((Str) part));
        yield out.build();
      }
      case Value.TupleValue tuple -> Value.TupleValue.of(picked);
      default -> Value.ListValue.of(picked);
    };
  }

  private static Optional<BigInteger> bound(Value value) {
    if (value == Value.None.NONE) {
      return Optional.empty();
    }
    if (value instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    Optional<BigInteger> number = Numbers.integer(value);
    if (number.isEmpty()) {
      throw TemplateException.runtime(
          "slice indices must be integers or None or have an __index__ method");
    }
    return number;
  }

  private static int clamp(BigInteger bound, int length, int lowest, int highest) {
    BigInteger from = bound.signum() < 0 ? bound.add(BigInteger.valueOf(length)) : bound;
    return from.max(BigInteger.valueOf(lowest)).min(BigInteger.valueOf(highest)).intValue();
  }
}
