package org.llamajvm.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.llamajvm.format.JsonDialect.Fault;

/**
 * An object of a JSON file whose entries are read with a check of type and range. An entry that is
 * {@code null} counts as absent, except for {@link #isNull}. Must not be changed through the map it
 * was made from; then safe to share between threads.
 */
public final class JsonObject {

  private final Path file;
  private final String path;
  private final Map<String, Object> members;
  private final JsonDialect dialect;

  private JsonObject(Path file, String path, Map<String, Object> members, JsonDialect dialect) {
    this.file = file;
    this.path = path;
    this.members = Collections.unmodifiableMap(members);
    this.dialect = dialect;
  }

  /** Loads the parser, so that the first file need not wait for it. */
  public static void prepare() {
    byte[] bytes = {'{', '"', 'a', '"', ':', '[', '1', ']', '}'};
    try {
      JsonParsing.members(Path.of("nowhere"), bytes, ConfigDialect.CONFIG);
    } catch (ModelException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a file that holds one object, in the dialect {@link ConfigDialect#CONFIG}.
   *
   * @throws ModelException of kind truncated if the file is empty or ends inside the object
   * @throws ModelException of kind corrupt if the file is not JSON, has a key twice, is not an
   *     object, or is larger than any configuration
   * @throws IOException if the file cannot be read
   */
  public static JsonObject read(Path file) throws IOException {
    return read(file, ConfigDialect.CONFIG);
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws ModelException if the file is larger than the dialect allows, or no JSON object
   * @throws IOException if the file cannot be read
   */
  public static JsonObject read(Path file, JsonDialect dialect) throws IOException {
    PlainFile.checkKind(file);
    long size = Files.size(file);
    if (size > dialect.mostBytes()) {
      throw dialect.unreadable(file, Fault.TOO_LARGE, -1, String.valueOf(size));
    }
    return parse(file, PlainFile.read(file, dialect.mostBytes()), dialect);
  }

  /**
   * Reads bytes that hold one object.
   *
   * @param file where they are from, for messages
   * @throws ModelException if they are more than the dialect allows, or no JSON object
   */
  public static JsonObject parse(Path file, byte[] bytes, JsonDialect dialect)
      throws ModelException {
    return new JsonObject(file, "", JsonParsing.members(file, bytes, dialect), dialect);
  }

  /**
   * An object that was read in another way.
   *
   * @param file where it is from, for messages
   * @param path where in the file, such as {@code model}; empty for the whole
   * @param members maps, lists, strings, numbers, truth values and nulls; borrowed
   */
  public static JsonObject of(
      Path file, String path, Map<String, Object> members, JsonDialect dialect) {
    return new JsonObject(file, path, members, dialect);
  }

  /**
   * This object with other entries before its own.
   *
   * @param defaults for keys that are absent; one that is null stays null
   */
  public JsonObject withDefaults(Map<String, Object> defaults) {
    Map<String, Object> all = new LinkedHashMap<>(defaults);
    all.putAll(members);
    return new JsonObject(file, path, all, dialect);
  }

  /** The file that the object is in. */
  public Path file() {
    return file;
  }

  /** Where in the file it is, such as {@code decoder.decoders[1]}; empty for the whole. */
  public String path() {
    return path;
  }

  /** Where an entry is. */
  public String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** A copy of all entries, the caller's to change: maps, lists and plain values. */
  public Map<String, Object> toMap() {
    return copy(members);
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put((String) key, copyOf(value)));
    return copy;
  }

  private static Object copyOf(Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy(map);
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        list.forEach(item -> items.add(copyOf(item)));
        yield items;
      }
      case null, default -> value;
    };
  }

  /** The value of an entry; null if it is absent or null. Not to be changed. */
  public Object value(String key) {
    return members.get(key);
  }

  /** The JSON of an entry, or {@code missing}. */
  public String json(String key) {
    return members.containsKey(key) ? JsonText.compact(members.get(key)) : "missing";
  }

  /** What an entry is: {@code MISSING}, {@code NULL}, {@code STRING}, {@code ARRAY} and so on. */
  public String type(String key) {
    return members.containsKey(key) ? JsonText.type(members.get(key)) : "MISSING";
  }

  /** Whether there is an entry other than {@code null}. */
  public boolean has(String key) {
    return members.get(key) != null;
  }

  /** Whether there is an entry that is {@code null}. */
  public boolean isNull(String key) {
    return members.containsKey(key) && members.get(key) == null;
  }

  /** Whether there is an entry that is an object. */
  public boolean isObject(String key) {
    return members.get(key) instanceof Map;
  }

  /** The keys, in the order of the file. */
  public List<String> keys() {
    return List.copyOf(members.keySet());
  }

  /**
   * A whole number that must be there.
   *
   * @throws ModelException if it is absent, not a whole number, or not in min…max
   */
  public int integer(String key, int min, int max) throws ModelException {
    OptionalInt value = optionalInteger(key, min, max);
    if (value.isEmpty()) {
      throw wrong(key, dialect.wholeNumber(value(key), min, max));
    }
    return value.getAsInt();
  }

  /**
   * A whole number, if there is one.
   *
   * @throws ModelException if it is not a whole number, or not in min…max
   */
  public OptionalInt optionalInteger(String key, int min, int max) throws ModelException {
    if (!has(key)) {
      return OptionalInt.empty();
    }
    if (!isInteger(value(key), min, max)) {
      throw wrong(key, dialect.wholeNumber(value(key), min, max));
    }
    return OptionalInt.of(((Number) value(key)).intValue());
  }

  private static boolean isInteger(Object value, int min, int max) {
    return value instanceof Number number
        && number.doubleValue() == (int) number.doubleValue()
        && number.doubleValue() >= min
        && number.doubleValue() <= max;
  }

  /**
   * A whole number of any size that must be there.
   *
   * @throws ModelException if it is absent or not a whole number of 64 bits
   */
  public long longInteger(String key) throws ModelException {
    return switch (value(key)) {
      case Integer number -> number;
      case Long number -> number;
      case null, default -> throw wrong(key, "a whole number");
    };
  }

  /**
   * A positive finite number, if there is one.
   *
   * @throws ModelException if it is not a number, not finite, zero or negative
   */
  public OptionalDouble optionalPositive(String key) throws ModelException {
    return optionalNumber(key, Double.MIN_VALUE, Double.MAX_VALUE, "a positive number");
  }

  /**
   * A number, if there is one.
   *
   * @throws ModelException if it is not a number, or not in min…max
   */
  public OptionalDouble optionalNumber(String key, double min, double max) throws ModelException {
    return optionalNumber(key, min, max, "a number from %s to %s".formatted(min, max));
  }

  private OptionalDouble optionalNumber(String key, double min, double max, String expected)
      throws ModelException {
    if (!has(key)) {
      return OptionalDouble.empty();
    }
    if (!(value(key) instanceof Number number)
        || !(number.doubleValue() >= min && number.doubleValue() <= max)) {
      throw wrong(key, expected);
    }
    return OptionalDouble.of(number.doubleValue());
  }

  /**
   * A truth value, if there is one.
   *
   * @throws ModelException if it is neither true nor false
   */
  public Optional<Boolean> optionalFlag(String key) throws ModelException {
    return optional(key, Boolean.class, "true or false");
  }

  /**
   * A truth value, or another one if it is absent.
   *
   * @throws ModelException if it is neither true nor false
   */
  public boolean flag(String key, boolean absent) throws ModelException {
    return optionalFlag(key).orElse(absent);
  }

  /**
   * A string that must be there.
   *
   * @throws ModelException if it is absent or not a string
   */
  public String text(String key) throws ModelException {
    return optionalText(key).orElseThrow(() -> wrong(key, "a string"));
  }

  /**
   * A string, if there is one.
   *
   * @throws ModelException if it is not a string
   */
  public Optional<String> optionalText(String key) throws ModelException {
    return optional(key, String.class, "a string");
  }

  /**
   * The strings of a list; empty if there is none.
   *
   * @throws ModelException if it is not a list of strings
   */
  public List<String> texts(String key) throws ModelException {
    String expected = "a list of strings";
    List<String> texts = new ArrayList<>();
    for (Object item : list(key, expected)) {
      if (!(item instanceof String text)) {
        throw wrong(key, expected);
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /**
   * The numbers of a list; empty if there is none.
   *
   * @throws ModelException if it is not a list of numbers
   */
  public List<Double> numbers(String key) throws ModelException {
    String expected = "a list of numbers";
    List<Double> numbers = new ArrayList<>();
    for (Object item : list(key, expected)) {
      if (!(item instanceof Number number)) {
        throw wrong(key, expected);
      }
      numbers.add(number.doubleValue());
    }
    return List.copyOf(numbers);
  }

  /**
   * The token ids of a list, or a single id; empty if there is none.
   *
   * @throws ModelException if it is neither, or an id is negative
   */
  public List<Integer> tokenIds(String key) throws ModelException {
    String expected = "a token id or a list of token ids";
    boolean single = has(key) && !(value(key) instanceof List);
    List<Integer> ids = new ArrayList<>();
    for (Object item : single ? List.of(value(key)) : list(key, expected)) {
      if (!isInteger(item, 0, Integer.MAX_VALUE)) {
        throw wrong(key, expected);
      }
      ids.add(((Number) item).intValue());
    }
    return List.copyOf(ids);
  }

  private List<?> list(String key, String expected) throws ModelException {
    return optional(key, List.class, expected).orElse(List.of());
  }

  /**
   * An object inside this one, if there is one.
   *
   * @throws ModelException if it is not an object
   */
  public Optional<JsonObject> optionalObject(String key) throws ModelException {
    return optional(key, Map.class, "an object").map(map -> inside(at(key), map));
  }

  /**
   * An object inside this one that must be there.
   *
   * @throws ModelException if it is absent or not an object
   */
  public JsonObject object(String key) throws ModelException {
    return optionalObject(key).orElseThrow(() -> wrong(key, "an object"));
  }

  /**
   * The objects of a list that must be there.
   *
   * @throws ModelException if it is absent or not a list of objects
   */
  public List<JsonObject> objects(String key) throws ModelException {
    String expected = "an array";
    List<?> items = optional(key, List.class, expected).orElseThrow(() -> wrong(key, expected));
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : items) {
      String element = "%s[%d]".formatted(key, objects.size());
      if (!(item instanceof Map<?, ?> map)) {
        Map<String, Object> alone = new LinkedHashMap<>();
        alone.put(element, item);
        throw new JsonObject(file, path, alone, dialect).wrong(element, "an object");
      }
      objects.add(inside(at(element), map));
    }
    return List.copyOf(objects);
  }

  @SuppressWarnings("unchecked") // maps of JSON have strings as keys
  private JsonObject inside(String where, Map<?, ?> map) {
    return new JsonObject(file, where, (Map<String, Object>) map, dialect);
  }

  private <T> Optional<T> optional(String key, Class<T> type, String expected)
      throws ModelException {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!type.isInstance(value(key))) {
      throw wrong(key, expected);
    }
    return Optional.of(type.cast(value(key)));
  }

  /** An entry is not what it must be. */
  public ModelException wrong(String key, String expected) {
    return dialect.wrong(this, key, expected);
  }

  /** An entry may be right, but it is nothing that runs here. */
  public ModelException unsupported(String key, String supported) {
    return dialect.unsupported(this, key, supported);
  }
}
