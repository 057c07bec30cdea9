package org.llamajvm.tokenizer.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** A dictionary in the order of insertion, whose keys are equal when Python says so. */
public final class Dict implements Value {
  /** A key as it was written, and its value. */
  public record Entry(Value key, Value value) {}

  private final Map<Object, Entry> entries;
  private final int nesting;

  private Dict(Map<Object, Entry> entries) {
    Bounds.checkItems(entries.size());
    this.entries = entries;
    List<Value> children = new ArrayList<>(entries.size() * 2);
    for (Entry entry : entries.values()) {
      children.add(entry.key());
      children.add(entry.value());
    }
    this.nesting = Bounds.nest(children);
  }

  /**
   * A dictionary; a later entry replaces the value of an earlier one with an equal key.
   *
   * @throws TemplateException if a key cannot be a key
   */
  public static Dict of(List<Entry> entries, Meter meter) {
    Map<Object, Entry> map = LinkedHashMap.newLinkedHashMap(entries.size());
    for (Entry entry : entries) {
      map.merge(
          identity(entry.key(), meter), entry, (old, added) -> new Entry(old.key(), added.value()));
    }
    return new Dict(map);
  }

  /**
   * What stands for a value among keys: equal exactly when the values are.
   *
   * @throws TemplateException if the value can change, so that it cannot be a key
   */
  public static Object identity(Value value, Meter meter) {
    return switch (value) {
      case Str str -> {
        meter.spendText(str.units());
        yield str.text();
      }
      case None none -> none;
      case Bool bool -> bool.value() ? BigInteger.ONE : BigInteger.ZERO;
      case Int integer -> integer.value();
      case Real real -> {
        double number = real.value();
        yield number == Math.rint(number) && !Double.isInfinite(number)
            ? new BigDecimal(number).toBigInteger()
            : (Object) number;
      }
      case TupleValue tuple -> {
        StringBuilder canonical = new StringBuilder();
        canonical(tuple, canonical, meter);
        yield new TupleKey(canonical.toString());
      }
      case ListValue list -> throw unhashable(list);
      case DictView view -> throw unhashable(view);
      case Dict dict -> throw unhashable(dict);
      default -> value;
    };
  }

  /** Equal exactly when the tuples are; has an order, without which a map of many is slow. */
  private record TupleKey(String canonical) implements Comparable<TupleKey> {
    @Override
    public int compareTo(TupleKey other) {
      return canonical.compareTo(other.canonical);
    }
  }

  private static void canonical(TupleValue tuple, StringBuilder out, Meter meter) {
    out.append('(');
    for (Value item : tuple.items()) {
      meter.spend(1);
      if (item instanceof TupleValue inner) {
        canonical(inner, out, meter);
      } else {
        Object identity = identity(item, meter);
        String text = identity.toString();
        out.append(identity.getClass().getName()).append(text.length()).append(':').append(text);
      }
      Bounds.checkText(out.length());
    }
    out.append(')');
  }

  private static TemplateException unhashable(Value value) {
    return TemplateException.runtime("unhashable type: '" + value.typeName() + "'");
  }

  /** The value of a key. */
  public Optional<Value> get(Value key, Meter meter) {
    return Optional.ofNullable(entries.get(identity(key, meter))).map(Entry::value);
  }

  /** Number of entries. */
  public int size() {
    return entries.size();
  }

  /** The entries in order. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The keys in order. */
  public List<Value> keys() {
    return entries.values().stream().map(Entry::key).toList();
  }

  @Override
  public int nesting() {
    return nesting;
  }

  @Override
  public long bytes() {
    return 64 + 128L * entries.size();
  }

  @Override
  public String typeName() {
    return "dict";
  }
}
