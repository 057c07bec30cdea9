package org.llamajvm.models.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.llamajvm.loader.ModelFormatException;

/**
 * An object of a JSON file whose entries are read with a check of type and range. An entry that is
 * {@code null} counts as absent, except for {@link #isNull}. Immutable.
 */
public final class ConfigObject {

  private static final long MAX_FILE_BYTES = 16L << 20;
  private static final long NO_OFFSET = -1;

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final Path file;
  private final String path;
  private final ObjectNode node;

  private ConfigObject(Path file, String path, ObjectNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /** Loads the parser, so that the first file need not wait for it. */
  public static void prepare() {
    try {
      READER.readTree("{\"sizes\": [1, 0.5]}");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws ModelFormatException of kind truncated if the file is empty or ends inside the object
   * @throws ModelFormatException of kind corrupt if the file is not JSON, has a key twice, is not
   *     an object, or is larger than any configuration
   * @throws IOException if the file cannot be read
   */
  public static ConfigObject read(Path file) throws IOException {
    long size = Files.size(file);
    if (size == 0) {
      throw ModelFormatException.truncated(
          file, 0, format(file), "the file is empty, expected a JSON object");
    }
    if (size > MAX_FILE_BYTES) {
      throw ModelFormatException.corrupt(
          file,
          NO_OFFSET,
          format(file),
          "%d bytes, expected at most %d".formatted(size, MAX_FILE_BYTES));
    }
    JsonNode node = parse(file, Files.readAllBytes(file));
    if (!(node instanceof ObjectNode object)) {
      throw ModelFormatException.corrupt(
          file, 0, format(file), "%s, expected a JSON object".formatted(shorten(node)));
    }
    return new ConfigObject(file, "", object);
  }

  private static JsonNode parse(Path file, byte[] bytes) throws IOException {
    try {
      return READER.readTree(bytes);
    } catch (JsonEOFException e) {
      throw ModelFormatException.truncated(
          file, bytes.length, format(file), "the JSON ends before its last bracket is closed");
    } catch (JsonParseException e) {
      long offset = Math.max(0, e.getLocation().getByteOffset());
      throw ModelFormatException.corrupt(
          file, offset, format(file), "not JSON: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw ModelFormatException.corrupt(
          file, NO_OFFSET, format(file), "not one JSON object: " + e.getOriginalMessage());
    }
  }

  /** The file that the object is in. */
  public Path file() {
    return file;
  }

  /** The object itself, not to be changed. */
  public JsonNode json() {
    return node;
  }

  /** Whether there is an entry other than {@code null}. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Whether there is an entry that is {@code null}. */
  public boolean isNull(String key) {
    return node.path(key).isNull();
  }

  /** The keys, in the order of the file. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /**
   * A whole number that must be there.
   *
   * @throws ModelFormatException if it is absent, not a whole number, or not in min…max
   */
  public int integer(String key, int min, int max) throws ModelFormatException {
    OptionalInt value = optionalInteger(key, min, max);
    if (value.isEmpty()) {
      throw wrong(key, wholeNumber(min, max));
    }
    return value.getAsInt();
  }

  /**
   * A whole number, if there is one.
   *
   * @throws ModelFormatException if it is not a whole number, or not in min…max
   */
  public OptionalInt optionalInteger(String key, int min, int max) throws ModelFormatException {
    if (!has(key)) {
      return OptionalInt.empty();
    }
    JsonNode value = node.get(key);
    if (!isInteger(value) || value.intValue() < min || value.intValue() > max) {
      throw wrong(key, wholeNumber(min, max));
    }
    return OptionalInt.of(value.intValue());
  }

  /**
   * A positive finite number, if there is one.
   *
   * @throws ModelFormatException if it is not a number, not finite, zero or negative
   */
  public OptionalDouble optionalPositive(String key) throws ModelFormatException {
    return optionalNumber(key, Double.MIN_VALUE, Double.MAX_VALUE, "a positive number");
  }

  /**
   * A number, if there is one.
   *
   * @throws ModelFormatException if it is not a number, or not in min…max
   */
  public OptionalDouble optionalNumber(String key, double min, double max)
      throws ModelFormatException {
    return optionalNumber(key, min, max, "a number from %s to %s".formatted(min, max));
  }

  private OptionalDouble optionalNumber(String key, double min, double max, String expected)
      throws ModelFormatException {
    if (!has(key)) {
      return OptionalDouble.empty();
    }
    JsonNode value = node.get(key);
    double number = value.doubleValue();
    if (!value.isNumber() || !(number >= min && number <= max)) {
      throw wrong(key, expected);
    }
    return OptionalDouble.of(number);
  }

  /**
   * A truth value, if there is one.
   *
   * @throws ModelFormatException if it is neither true nor false
   */
  public Optional<Boolean> optionalFlag(String key) throws ModelFormatException {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return Optional.of(node.get(key).booleanValue());
  }

  /**
   * A string, if there is one.
   *
   * @throws ModelFormatException if it is not a string
   */
  public Optional<String> optionalText(String key) throws ModelFormatException {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isTextual()) {
      throw wrong(key, "a string");
    }
    return Optional.of(node.get(key).textValue());
  }

  /**
   * The strings of a list; empty if there is none.
   *
   * @throws ModelFormatException if it is not a list of strings
   */
  public List<String> texts(String key) throws ModelFormatException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list(key, "a list of strings")) {
      if (!item.isTextual()) {
        throw wrong(key, "a list of strings");
      }
      texts.add(item.textValue());
    }
    return List.copyOf(texts);
  }

  /**
   * The token ids of a list, or a single id; empty if there is none.
   *
   * @throws ModelFormatException if it is neither, or an id is negative
   */
  public List<Integer> tokenIds(String key) throws ModelFormatException {
    String expected = "a token id or a list of token ids";
    boolean single = has(key) && !node.get(key).isArray();
    List<Integer> ids = new ArrayList<>();
    for (JsonNode item : single ? List.of(node.get(key)) : list(key, expected)) {
      if (!isInteger(item) || item.intValue() < 0) {
        throw wrong(key, expected);
      }
      ids.add(item.intValue());
    }
    return List.copyOf(ids);
  }

  private Iterable<JsonNode> list(String key, String expected) throws ModelFormatException {
    if (!has(key)) {
      return List.of();
    }
    if (!node.get(key).isArray()) {
      throw wrong(key, expected);
    }
    return node.get(key);
  }

  /**
   * An object inside this one, if there is one.
   *
   * @throws ModelFormatException if it is not an object
   */
  public Optional<ConfigObject> optionalObject(String key) throws ModelFormatException {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!(node.get(key) instanceof ObjectNode object)) {
      throw wrong(key, "an object");
    }
    return Optional.of(new ConfigObject(file, path + key + ".", object));
  }

  /** An entry is not what it must be. */
  public ModelFormatException wrong(String key, String expected) {
    String actual = shorten(node.path(key));
    return ModelFormatException.corrupt(
        file,
        NO_OFFSET,
        format(file),
        "\"%s%s\" is %s, expected %s".formatted(path, key, actual, expected));
  }

  /** An entry may be right, but it is nothing that runs here. */
  public ModelFormatException unsupported(String key, String supported) {
    return ModelFormatException.unsupported(
        file,
        NO_OFFSET,
        format(file),
        "\"%s%s\" is %s; supported: %s".formatted(path, key, shorten(node.path(key)), supported));
  }

  private static String format(Path file) {
    return file.getFileName().toString();
  }

  private static boolean isInteger(JsonNode value) {
    return value.isNumber() && value.canConvertToInt() && value.doubleValue() == value.intValue();
  }

  private static String wholeNumber(int min, int max) {
    return "a whole number from %d to %d".formatted(min, max);
  }

  private static String shorten(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
