package org.llamajvm.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes one class for each of several types from one source, because C2 keeps vectors in registers
 * only where a loop and all that it calls are a class of their own. Runs in the JVM of Maven, which
 * may be older than ours.
 *
 * <p>A template is Java with three additions. Its first line names the types: {@code //: for F32,
 * F16}. Lines from {@code //: F16} to the next {@code //:} are for the types named there alone. And
 * {@code TYPE} stands for the type's name, in the name of the class above all: {@code Strips.java}
 * becomes {@code F32Strips.java} and {@code F16Strips.java}. What is made has the template's lines
 * at the same numbers, so whatever is said of a line of it is true of the template's.
 */
public final class ExpandTemplates {

  private static final String MARK = "//:";
  private static final String HEADER = MARK + " for ";
  private static final String TYPE = "TYPE";

  private ExpandTemplates() {}

  /**
   * Expands all templates in a tree of packages.
   *
   * @param arguments the tree, and where the classes go
   * @throws IllegalArgumentException for a mistake in a template, with its file and line
   */
  public static void main(String[] arguments) throws IOException {
    Path templates = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]);
    List<Path> made = new ArrayList<>();
    try (Stream<Path> files = Files.walk(templates)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        made.addAll(expand(file, output.resolve(templates.relativize(file).getParent())));
      }
    }
    deleteOthers(output, made);
  }

  private static List<Path> expand(Path template, Path folder) throws IOException {
    List<String> lines = Files.readAllLines(template);
    if (lines.isEmpty() || !lines.get(0).startsWith(HEADER)) {
      throw error(template, 0, "expected \"" + HEADER + "TYPE, TYPE\"");
    }
    List<String> types = names(lines.get(0).substring(HEADER.length()));
    Files.createDirectories(folder);
    List<Path> made = new ArrayList<>();
    for (String type : types) {
      Path file = folder.resolve(type + template.getFileName());
      write(file, String.join("\n", linesFor(type, types, template, lines)) + "\n");
      made.add(file);
    }
    return made;
  }

  private static List<String> linesFor(
      String type, List<String> types, Path template, List<String> lines) {
    List<String> own = new ArrayList<>();
    own.add("// Made from " + template.getFileName() + ", line for line: change that, not this.");
    List<String> section = List.of();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      String text = line.strip();
      boolean mark = text.startsWith(MARK);
      if (mark) {
        section = section(text, types, section, template, i);
      }
      boolean other = !section.isEmpty() && !section.contains(type);
      own.add(mark || other ? "" : line.replace(TYPE, type));
    }
    if (!section.isEmpty()) {
      throw error(template, lines.size() - 1, "the last section has no end: " + MARK);
    }
    return own;
  }

  /** The types that the lines after a mark are for: none, if for all. */
  private static List<String> section(
      String mark, List<String> types, List<String> before, Path template, int line) {
    if (mark.equals(MARK)) {
      if (before.isEmpty()) {
        throw error(template, line, "no section to end");
      }
      return List.of();
    }
    List<String> section = names(mark.substring(MARK.length()));
    if (!types.containsAll(section)) {
      throw error(template, line, section + " are not all among " + types);
    }
    return section;
  }

  private static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    Collections.addAll(names, list.strip().split("\\s*,\\s*"));
    return names;
  }

  /** Leaves a file alone that has the same text, so that nobody compiles it again. */
  private static void write(Path file, String text) throws IOException {
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  /** Deletes what templates of before have left. */
  private static void deleteOthers(Path output, List<Path> made) throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!made.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }

  /** A mistake in a template, as a compiler would report it. */
  private static IllegalArgumentException error(Path template, int line, String message) {
    return new IllegalArgumentException("%s:%d: %s".formatted(template, line + 1, message));
  }
}
