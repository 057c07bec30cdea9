package org.llamajvm.tokenizer.jinja.value;

import java.math.BigInteger;
import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** A value of a template. Immutable but for {@link Stream} and {@link HostObject}. */
public sealed interface Value
    permits Value.None,
        Value.Bool,
        Value.Int,
        Value.Real,
        Value.Undefined,
        Value.ListValue,
        Value.TupleValue,
        Value.Range,
        Value.DictView,
        Str,
        Dict,
        Stream,
        HostObject {

  /** The name that Python gives the type. */
  String typeName();

  /** How deep containers nest in this value: 0 for all that hold no other values. */
  default int nesting() {
    return 0;
  }

  /** About how much memory this value takes, without the values in it. */
  default long bytes() {
    return 64;
  }

  /** Nothing. */
  enum None implements Value {
    /** The one such value. */
    NONE;

    @Override
    public String typeName() {
      return "NoneType";
    }
  }

  /** A truth value, which counts as 0 or 1 in arithmetic. */
  record Bool(boolean value) implements Value {
    /** True. */
    public static final Bool TRUE = new Bool(true);

    /** False. */
    public static final Bool FALSE = new Bool(false);

    /** The one or the other. */
    public static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }

    @Override
    public String typeName() {
      return "bool";
    }
  }

  /** An integer. */
  record Int(BigInteger value) implements Value {
    /**
     * Checks the size.
     *
     * @throws TemplateException if the integer has more than about 4,300 digits
     */
    public Int {
      if (value.bitLength() > Bounds.MAX_BITS) {
        throw TemplateException.limit("integer of more than " + Bounds.MAX_BITS + " bits");
      }
    }

    /** An integer. */
    public static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }

    @Override
    public long bytes() {
      return 64L + value.bitLength() / 8;
    }

    @Override
    public String typeName() {
      return "int";
    }
  }

  /** A floating-point number. */
  record Real(double value) implements Value {
    @Override
    public String typeName() {
      return "float";
    }
  }

  /**
   * A value that does not exist: prints as nothing, is false, has no items, and refuses the rest.
   *
   * @param reason what to say when it is used
   * @param forbidden whether it stands for something that the sandbox keeps away
   */
  record Undefined(String reason, boolean forbidden) implements Value {
    /** A variable that is not set. */
    public static Undefined variable(String name) {
      return new Undefined("'" + name + "' is undefined", false);
    }

    /** A value that does not exist for a reason of its own. */
    public static Undefined because(String reason) {
      return new Undefined(reason, false);
    }

    /** The exception for using it. */
    public TemplateException use() {
      return forbidden ? TemplateException.runtime(reason) : TemplateException.undefined(reason);
    }

    @Override
    public String typeName() {
      return "Undefined";
    }
  }

  /** A list. */
  record ListValue(List<Value> items, int nesting) implements Value {
    /** A list of these items, which are copied. */
    public static ListValue of(List<Value> items) {
      Bounds.checkItems(items.size());
      return new ListValue(List.copyOf(items), Bounds.nest(items));
    }

    @Override
    public long bytes() {
      return 64 + 8L * items.size();
    }

    @Override
    public String typeName() {
      return "list";
    }
  }

  /** A tuple. */
  record TupleValue(List<Value> items, int nesting) implements Value {
    /** A tuple of these items, which are copied. */
    public static TupleValue of(List<Value> items) {
      Bounds.checkItems(items.size());
      return new TupleValue(List.copyOf(items), Bounds.nest(items));
    }

    @Override
    public long bytes() {
      return 64 + 8L * items.size();
    }

    @Override
    public String typeName() {
      return "tuple";
    }
  }

  /** The integers from {@code start} by {@code step}, {@code length} of them. */
  record Range(long start, long stop, long step, int length) implements Value {
    /** The integer at an index, which is not checked. */
    public Int at(long index) {
      return Int.of(start + index * step);
    }

    @Override
    public String typeName() {
      return "range";
    }
  }

  /** The keys, values or items of a dictionary: can be counted and looped over, not indexed. */
  record DictView(String typeName, List<Value> items) implements Value {
    @Override
    public long bytes() {
      return 64 + 8L * items.size();
    }

    @Override
    public int nesting() {
      return Bounds.nest(items);
    }
  }
}
