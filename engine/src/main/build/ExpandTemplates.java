import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes one class for each of several types from one source, because C2 keeps vectors in registers
 * only where a loop and all that it calls are a class of their own. {@code java
 * ExpandTemplates.java TEMPLATES OUTPUT} expands every template of a tree of packages.
 *
 * <p>A template is Java with three additions. Its first line names the types: {@code //: for F32,
 * F16}. Lines from {@code //: F16} to the next {@code //:} are for the types named there alone. And
 * {@code TYPE} stands for the type's name, in the name of the class above all: {@code Strips.java}
 * becomes {@code F32Strips.java} and {@code F16Strips.java}. What is made has the template's lines
 * at the same numbers, so whatever is said of a line of it is true of the template's.
 */
final class ExpandTemplates {

  private static final String MARK = "//:";
  private static final String HEADER = MARK + " for ";
  private static final String TYPE = "TYPE";

  private ExpandTemplates() {}

  /** Expands all templates; a mistake in one ends the program with its file and line. */
  public static void main(String[] arguments) throws IOException {
    Path templates = Path.of(arguments[0]);
    Path output = Path.of(arguments[1]);
    List<Path> made = new ArrayList<>();
    try (Stream<Path> files = Files.walk(templates)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        made.addAll(expand(file, output.resolve(templates.relativize(file).getParent())));
      }
    } catch (TemplateError e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    deleteOthers(output, made);
  }

  private static List<Path> expand(Path template, Path folder) throws IOException {
    List<String> lines = Files.readAllLines(template);
    if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
      throw new TemplateError(template, 0, "expected \"" + HEADER + "TYPE, TYPE\"");
    }
    List<String> types = names(lines.getFirst().substring(HEADER.length()));
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
    List<String> section = types;
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      String text = line.strip();
      boolean mark = text.startsWith(MARK);
      if (mark) {
        section = section(text, types, section, template, i);
      }
      own.add(mark || !section.contains(type) ? "" : line.replace(TYPE, type));
    }
    if (section != types) {
      throw new TemplateError(template, lines.size() - 1, "the last section has no end: " + MARK);
    }
    return own;
  }

  /** The types that the lines after a mark are for: the list itself, if for all. */
  private static List<String> section(
      String mark, List<String> types, List<String> before, Path template, int line) {
    if (mark.equals(MARK)) {
      if (before == types) {
        throw new TemplateError(template, line, "no section to end");
      }
      return types;
    }
    List<String> section = names(mark.substring(MARK.length()));
    if (!types.containsAll(section)) {
      throw new TemplateError(template, line, section + " are not all among " + types);
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
  private static final class TemplateError extends RuntimeException {

    private static final long serialVersionUID = 1;

    TemplateError(Path template, int line, String message) {
      super("%s:%d: %s".formatted(template, line + 1, message));
    }
  }
}
