package org.llamajvm.loader.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufMetadata.Entry;

/**
 * Reads the header of a file: after the {@link Signature} the number of tensors, the number of
 * keys, the keys with their values, and the infos of the tensors.
 *
 * <p>Values are checked and passed over; {@link GgufMetadata} reads those that are asked for.
 * Nothing is allocated by a number of the file before the file is known to be long enough for it.
 */
final class HeaderReader {

  /** More keys than any file has, several hundred times over. */
  static final int MAX_KEYS = 1 << 16;

  /** The longest key that the format allows, in bytes. */
  static final int MAX_KEY_BYTES = 65_535;

  /** The longest string, and the most elements of an array, that other readers take. */
  static final long MAX_LENGTH = 1L << 30;

  /** Arrays in arrays, deeper than any file has them. */
  static final int MAX_DEPTH = 4;

  private static final int FEWEST_KEY_BYTES = 8 + 1 + 4 + 1;

  private final GgufBytes in;
  private final Optional<TextLengths> lengths;
  private final Cursor cursor;

  private HeaderReader(GgufBytes in, Optional<TextLengths> lengths) {
    this.in = in;
    this.lengths = lengths;
    cursor = new Cursor(in, Signature.BYTES);
  }

  /**
   * Reads and checks the header.
   *
   * @throws ModelFormatException if the file is not GGUF, is shorter than it says, breaks a rule of
   *     the format, or uses what is not supported
   */
  static GgufHeader read(GgufBytes in) throws ModelFormatException {
    return read(in, Optional.empty());
  }

  /**
   * Reads the header; checks all of it but vocabularies whose length is known.
   *
   * @param lengths what is known, if that may count
   */
  static GgufHeader read(GgufBytes in, Optional<TextLengths> lengths) throws ModelFormatException {
    int version = Signature.version(in);
    return new HeaderReader(in, lengths).read(version);
  }

  private GgufHeader read(int version) throws ModelFormatException {
    long tensorsAt = cursor.position();
    long tensorCount = cursor.int64("number", "tensors");
    long keysAt = cursor.position();
    long keyCount = cursor.int64("number", "keys");
    cursor.checkCount(keysAt, "keys", keyCount, FEWEST_KEY_BYTES, MAX_KEYS);
    cursor.checkCount(
        tensorsAt, "tensors", tensorCount, TensorInfos.FEWEST_BYTES, TensorInfos.MAX_TENSORS);
    GgufMetadata metadata = new GgufMetadata(in, entries((int) keyCount));
    TensorInfos infos = new TensorInfos(in, cursor, metadata.alignment());
    return new GgufHeader(version, metadata, infos.read((int) tensorCount));
  }

  private Map<String, Entry> entries(int count) throws ModelFormatException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      String key = cursor.name(new Subject("key", i), MAX_KEY_BYTES);
      Subject what = new Subject("key", key);
      if (entries.putIfAbsent(key, value(what)) != null) {
        throw in.corrupt(at, what + " is there twice");
      }
    }
    return entries;
  }

  private Entry value(Subject what) throws ModelFormatException {
    ValueType type = type(what);
    if (type != ValueType.ARRAY) {
      long at = cursor.position();
      pass(type, 1, what);
      return Entry.scalar(type, at);
    }
    return array(what, 1);
  }

  /** Passes over an array whose type and count come next. */
  private Entry array(Subject what, int depth) throws ModelFormatException {
    if (depth > MAX_DEPTH) {
      throw in.corrupt(
          cursor.position(),
          "%s has arrays in arrays more than %d deep".formatted(what, MAX_DEPTH));
    }
    ValueType elements = type(what);
    long countAt = cursor.position();
    long count = cursor.int64("length", what);
    cursor.checkCount(countAt, "elements of " + what, count, elements.bytes(), MAX_LENGTH);
    long at = cursor.position();
    if (elements == ValueType.ARRAY) {
      for (long i = 0; i < count; i++) {
        array(what, depth + 1);
      }
    } else if (elements == ValueType.STRING && lengths.isPresent()) {
      passTexts(lengths.get(), count, what);
    } else {
      pass(elements, count, what);
    }
    return new Entry(ValueType.ARRAY, at, elements, (int) count);
  }

  private void passTexts(TextLengths known, long count, Subject what) throws ModelFormatException {
    String key = what.toString();
    long at = cursor.position();
    long bytes = known.find(key, count, in, at);
    if (bytes >= 0) {
      cursor.skip(bytes, what);
      return;
    }
    pass(ValueType.STRING, count, what);
    known.add(key, count, in, at, cursor.position());
  }

  private void pass(ValueType type, long count, Subject what) throws ModelFormatException {
    if (type == ValueType.STRING) {
      cursor.skipStrings(count, what, MAX_LENGTH);
    } else {
      cursor.skip(count * type.bytes(), what);
    }
  }

  private ValueType type(Subject what) throws ModelFormatException {
    long at = cursor.position();
    int number = cursor.int32("type", what);
    ValueType type = ValueType.of(number);
    if (type == null) {
      throw in.corrupt(at, "%s has type %d, expected one from 0 to 12".formatted(what, number));
    }
    return type;
  }
}
