package org.llamajvm.tokenizer.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.TokenizerFormatException.Kind;

/**
 * An object of a JSON file.
 *
 * @param file the file
 * @param path where in the file, such as {@code "decoder.decoders[1]"}; empty for the whole
 * @param members by name; a member that is null counts as absent
 */
record Section(Path file, String path, Map<String, Object> members) {

  boolean has(String name) {
    return members.get(name) != null;
  }

  String type() throws TokenizerFormatException {
    return string("type");
  }

  String string(String name) throws TokenizerFormatException {
    return member(name, String.class, "a string");
  }

  Optional<String> optionalString(String name) throws TokenizerFormatException {
    return has(name) ? Optional.of(string(name)) : Optional.empty();
  }

  boolean flag(String name, boolean absent) throws TokenizerFormatException {
    return has(name) ? member(name, Boolean.class, "true or false") : absent;
  }

  Optional<Boolean> optionalFlag(String name) throws TokenizerFormatException {
    return has(name) ? Optional.of(flag(name, false)) : Optional.empty();
  }

  /** A number that is a non-negative int. */
  int count(String name) throws TokenizerFormatException {
    double number = member(name, Double.class, "a number");
    if (number != (int) number || number < 0) {
      throw corrupt(at(name) + " is " + number + ", expected an integer that is not negative");
    }
    return (int) number;
  }

  Section section(String name) throws TokenizerFormatException {
    return asSection(members.get(name), at(name));
  }

  Optional<Section> optionalSection(String name) throws TokenizerFormatException {
    return has(name) ? Optional.of(section(name)) : Optional.empty();
  }

  /** The objects of an array. */
  List<Section> sections(String name) throws TokenizerFormatException {
    List<Section> sections = new ArrayList<>();
    for (Object item : member(name, List.class, "an array")) {
      sections.add(asSection(item, at(name) + "[" + sections.size() + "]"));
    }
    return sections;
  }

  @SuppressWarnings("unchecked") // the reader of JSON makes maps with names as keys only
  private Section asSection(Object value, String where) throws TokenizerFormatException {
    if (value instanceof Map<?, ?> map) {
      return new Section(file, where, (Map<String, Object>) map);
    }
    throw corrupt(where + " is " + describe(value) + ", expected an object");
  }

  private <T> T member(String name, Class<T> type, String expected)
      throws TokenizerFormatException {
    Object value = members.get(name);
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw corrupt(at(name) + " is " + describe(value) + ", expected " + expected);
  }

  private static String describe(Object value) {
    return switch (value) {
      case null -> "absent";
      case String s -> "'" + s + "'";
      case Map<?, ?> m -> "an object";
      case List<?> l -> "an array";
      default -> value.toString();
    };
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  TokenizerFormatException corrupt(String problem) {
    return new TokenizerFormatException(Kind.CORRUPT, problem, file, -1);
  }

  /** Says that this section asks for what is not implemented, and names what is. */
  TokenizerFormatException unsupported(String what, String supported) {
    return new TokenizerFormatException(
        Kind.UNSUPPORTED,
        "%s is %s; supported: %s".formatted(path.isEmpty() ? "the file" : path, what, supported),
        file,
        -1);
  }
}
