package org.llamajvm.loader.gguf;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.llamajvm.format.ModelFormatException;

/**
 * What a file says of its model, by key. A value is read from the mapped file when it is asked for,
 * so a vocabulary costs nothing until then; what was returned is the caller's and stays valid.
 *
 * <p>Each method gives nothing if the key is not there, and says key, expected and actual if its
 * value is something else than what was asked for. May be used by several threads at once, until
 * the model is closed.
 */
public final class GgufMetadata {

  /** The largest alignment of tensors that is taken, in bytes. */
  static final int MAX_ALIGNMENT = 1 << 20;

  private static final String ALIGNMENT = "general.alignment";
  private static final int DEFAULT_ALIGNMENT = 32;

  /**
   * Where a value lies.
   *
   * @param type of the value
   * @param at its first byte; of an array that of its first element
   * @param elements type of an array's elements, else null
   * @param count number of an array's elements, else 1
   */
  record Entry(ValueType type, long at, ValueType elements, int count) {

    static Entry scalar(ValueType type, long at) {
      return new Entry(type, at, null, 1);
    }

    String label() {
      return type != ValueType.ARRAY
          ? "of type " + type.label()
          : "an array of %d %s".formatted(count, elements.label());
    }
  }

  private final GgufBytes in;
  private final Map<String, Entry> entries;

  /**
   * @param entries checked: what they point at lies in {@code in}
   */
  GgufMetadata(GgufBytes in, Map<String, Entry> entries) {
    this.in = in;
    this.entries = entries;
  }

  /** All keys, in the order of the file. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** How many elements an array has; nothing if the value is none. */
  public OptionalInt length(String key) {
    Entry entry = entries.get(key);
    return entry == null || entry.type() != ValueType.ARRAY
        ? OptionalInt.empty()
        : OptionalInt.of(entry.count());
  }

  /**
   * A text.
   *
   * @throws ModelFormatException if the value is not a string
   * @throws ModelFormatException if it is not UTF-8
   */
  public Optional<String> text(String key) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.type() != ValueType.STRING) {
      throw other(key, entry, "a string");
    }
    return Optional.of(in.string(entry.at(), quoted(key)));
  }

  /**
   * A whole number of any width.
   *
   * @throws ModelFormatException if the value is not a whole number from {@code min} to {@code max}
   */
  public OptionalLong integer(String key, long min, long max) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return OptionalLong.empty();
    }
    if (!entry.type().isInteger()) {
      throw other(key, entry, range(min, max));
    }
    return OptionalLong.of(integer(key, entry.type(), entry.at(), min, max));
  }

  /**
   * A number of either precision.
   *
   * @throws ModelFormatException if the value is not a float, or not finite
   */
  public OptionalDouble decimal(String key) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return OptionalDouble.empty();
    }
    if (!entry.type().isFloat()) {
      throw other(key, entry, "f32 or f64");
    }
    double value = decimal(entry.type(), entry.at());
    if (!Double.isFinite(value)) {
      throw in.corrupt(entry.at(), "%s is %s, expected a number".formatted(quoted(key), value));
    }
    return OptionalDouble.of(value);
  }

  /**
   * A truth value.
   *
   * @throws ModelFormatException if the value is not one, or its byte is neither 0 nor 1
   */
  public Optional<Boolean> flag(String key) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.type() != ValueType.BOOL) {
      throw other(key, entry, "bool");
    }
    int value = in.int8(entry.at());
    if (value != 0 && value != 1) {
      throw in.corrupt(entry.at(), "%s is %d, expected 0 or 1".formatted(quoted(key), value));
    }
    return Optional.of(value == 1);
  }

  /**
   * A list of texts. All of them are read: a vocabulary of 250,000 takes some 20 MB.
   *
   * @throws ModelFormatException if the value is not an array of strings
   * @throws ModelFormatException if one of them is not UTF-8
   */
  public Optional<List<String>> texts(String key) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.elements() != ValueType.STRING) {
      throw other(key, entry, "an array of string");
    }
    Window window = new Window(in.bytes());
    String[] texts = new String[entry.count()];
    long at = entry.at();
    for (int i = 0; i < texts.length; i++) {
      int bytes = (int) window.int64(at);
      texts[i] = window.utf8(at + 8, bytes);
      if (texts[i].indexOf('\uFFFD') >= 0) {
        texts[i] = in.string(at, "a string of " + quoted(key));
      }
      at += 8L + bytes;
    }
    return Optional.of(List.of(texts));
  }

  /**
   * A list of whole numbers of any width.
   *
   * @throws ModelFormatException if the value is not an array of whole numbers from {@code min} to
   *     {@code max}
   */
  public Optional<int[]> integers(String key, int min, int max) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.elements() == null || !entry.elements().isInteger()) {
      throw other(key, entry, "an array of whole numbers");
    }
    int[] values = new int[entry.count()];
    for (int i = 0; i < values.length; i++) {
      long at = entry.at() + (long) i * entry.elements().bytes();
      values[i] = (int) integer(key, entry.elements(), at, min, max);
    }
    return Optional.of(values);
  }

  /**
   * What each layer has: a whole number for all of them, or an array with one for each.
   *
   * @param layers how many there are
   * @throws ModelFormatException if the value is neither, or a number is not from {@code min} to
   *     {@code max}
   * @throws ModelFormatException if there is not one for each layer
   */
  public Optional<int[]> perLayer(String key, int layers, int min, int max)
      throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.type() != ValueType.ARRAY) {
      int[] all = new int[layers];
      Arrays.fill(all, (int) integer(key, min, max).orElseThrow());
      return Optional.of(all);
    }
    if (entry.count() != layers) {
      throw other(key, entry, "one whole number, or one for each of %d layers".formatted(layers));
    }
    return integers(key, min, max);
  }

  /**
   * A list of numbers, as float32; whole numbers of 32 bits are taken too.
   *
   * @throws ModelFormatException if the value is not an array of floats or 32-bit numbers
   */
  public Optional<float[]> decimals(String key) throws ModelFormatException {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    ValueType type = entry.elements();
    if (type == null || !(type.isFloat() || type == ValueType.I32)) {
      throw other(key, entry, "an array of f32");
    }
    float[] values = new float[entry.count()];
    for (int i = 0; i < values.length; i++) {
      long at = entry.at() + (long) i * type.bytes();
      values[i] = type == ValueType.I32 ? in.int32(at) : (float) decimal(type, at);
    }
    return Optional.of(values);
  }

  /** Says that a key is needed and not there. */
  public ModelFormatException missing(String key) {
    return in.missing("The GGUF file has no " + quoted(key) + ", which its model needs");
  }

  /** The alignment of tensors in bytes, a power of two. */
  int alignment() throws ModelFormatException {
    long alignment = integer(ALIGNMENT, 1, MAX_ALIGNMENT).orElse(DEFAULT_ALIGNMENT);
    if (Long.bitCount(alignment) != 1) {
      throw in.corrupt(
          entries.get(ALIGNMENT).at(),
          "%s is %d, expected a power of two".formatted(quoted(ALIGNMENT), alignment));
    }
    return (int) alignment;
  }

  private long integer(String key, ValueType type, long at, long min, long max)
      throws ModelFormatException {
    long value =
        switch (type) {
          case U8 -> in.int8(at) & 0xFF;
          case I8 -> in.int8(at);
          case U16 -> in.int16(at) & 0xFFFF;
          case I16 -> in.int16(at);
          case U32 -> in.int32(at) & 0xFFFF_FFFFL;
          case I32 -> in.int32(at);
          case U64, I64 -> in.int64(at);
          case F32, F64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type.label());
        };
    boolean wraps = type == ValueType.U64 && value < 0;
    if (wraps || value < min || value > max) {
      throw in.corrupt(
          at,
          "%s is %s, expected %s"
              .formatted(
                  quoted(key),
                  wraps ? Long.toUnsignedString(value) : Long.toString(value),
                  range(min, max)));
    }
    return value;
  }

  private double decimal(ValueType type, long at) {
    return type == ValueType.F32
        ? Float.intBitsToFloat(in.int32(at))
        : Double.longBitsToDouble(in.int64(at));
  }

  private ModelFormatException other(String key, Entry entry, String expected) {
    return in.corrupt(
        entry.at(), "%s is %s, expected %s".formatted(quoted(key), entry.label(), expected));
  }

  private static String quoted(String key) {
    return "key '" + key + "'";
  }

  private static String range(long min, long max) {
    return "a whole number from %d to %d".formatted(min, max);
  }
}
