package org.llamajvm.tokenizer.jinja.value;

/** Which values count as true. */
public final class Truth {
  private Truth() {}

  /** Whether a value counts as true. */
  public static boolean of(Value value) {
    return switch (value) {
      case Value.None none -> false;
      case Value.Undefined undefined -> false;
      case Value.Bool bool -> bool.value();
      case Value.Int integer -> integer.value().signum() != 0;
      case Value.Real real -> real.value() != 0;
      case Str str -> str.units() > 0;
      case Value.ListValue list -> !list.items().isEmpty();
      case Value.TupleValue tuple -> !tuple.items().isEmpty();
      case Value.Range range -> range.length() > 0;
      case Value.DictView view -> !view.items().isEmpty();
      case Dict dict -> dict.size() > 0;
      case Stream stream -> true;
      case HostObject object -> true;
    };
  }
}
