package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.module.ModuleReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of options for the JVM, and what the two launchers make of them. */
class JvmOptionsTest {

  private static final Path ROOT = Path.of(System.getProperty("llama.root"));
  private static final Path FILES = ROOT.resolve("cli/src/main/jvm");
  private static final String COMMAND = "-XX:CompileCommand=";

  /** What depends on the machine, the environment or the place, and so stays in the launchers. */
  private static final Set<String> OF_THE_PLACE =
      Set.of(
          "-XX:+UseTransparentHugePages",
          "-XX:+AutoCreateSharedArchive",
          "-XX:SharedArchiveFile",
          "-XshowSettings:properties"); // asks another JDK

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.sorted().toList();
    }
  }

  private static List<String> options(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  private static List<String> launcher(String name) throws IOException {
    return Files.readAllLines(ROOT.resolve(name), StandardCharsets.UTF_8);
  }

  private static Stream<String> code(List<String> launcher) {
    return launcher.stream().filter(line -> !line.matches("(#|rem ).*"));
  }

  private static Set<String> found(Stream<String> lines, String pattern) {
    return lines
        .flatMap(line -> Pattern.compile(pattern).matcher(line).results())
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The methods of each class that options may name, as the JVM writes the names. */
  private static Map<String, Set<String>> engine() throws IOException {
    Map<String, Set<String>> methods = methods("org.llamajvm.engine", "org/llamajvm/");
    methods.putAll(methods("java.base", "jdk/internal/foreign/SegmentFactories"));
    return methods;
  }

  private static Map<String, Set<String>> methods(String module, String prefix) throws IOException {
    Map<String, Set<String>> engine = new TreeMap<>();
    try (ModuleReader reader =
        ModuleLayer.boot().configuration().findModule(module).orElseThrow().reference().open()) {
      for (String name :
          reader
              .list()
              .filter(entry -> entry.startsWith(prefix) && entry.endsWith(".class"))
              .toList()) {
        try (InputStream in = reader.open(name).orElseThrow()) {
          Set<String> methods = new HashSet<>();
          ClassFile.of()
              .parse(in.readAllBytes())
              .methods()
              .forEach(method -> methods.add(method.methodName().stringValue()));
          engine.put(name.substring(0, name.length() - ".class".length()), methods);
        }
      }
    }
    return engine;
  }

  private static Pattern glob(String text) {
    return Pattern.compile("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
  }

  private static boolean exists(Map<String, Set<String>> engine, String method) {
    int dot = method.lastIndexOf('.');
    Pattern type = glob(method.substring(0, dot));
    Pattern name = glob(method.substring(dot + 1));
    return engine.entrySet().stream()
        .filter(entry -> type.matcher(entry.getKey()).matches())
        .anyMatch(entry -> entry.getValue().stream().anyMatch(m -> name.matcher(m).matches()));
  }

  @Test
  void compileCommandsNameMethodsThatExist() throws IOException {
    Map<String, Set<String>> engine = engine();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path file : files()) {
      for (String option : options(file)) {
        if (option.startsWith(COMMAND) && option.contains(",")) {
          String rest = option.substring(option.indexOf(',') + 1);
          String method = rest.contains(",") ? rest.substring(0, rest.indexOf(',')) : rest;
          named++;
          if (!exists(engine, method)) {
            missing.add(file.getFileName() + ": " + option);
          }
        }
      }
    }
    assertThat(named).isGreaterThan(10);
    assertThat(missing).as("options that name a method the engine does not have").isEmpty();
  }

  @Test
  void aMethodThatWasRenamedIsMissed() throws IOException {
    Map<String, Set<String>> engine = engine();
    assertThat(exists(engine, "org/llamajvm/engine/kernel/*.*")).isTrue();
    assertThat(exists(engine, "org/llamajvm/engine/kernel/Nothing.*")).isFalse();
    assertThat(exists(engine, "org/llamajvm/engine/kernel/*.noSuchMethod*")).isFalse();
  }

  @Test
  void javaTakesEveryOption() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (Path file : files()) {
      command.add("@" + file);
    }
    command.add("--version");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(
            said.replace("WARNING: Unknown module: org.llamajvm.cli specified to --add-opens\n", "")
                .replace(
                    "WARNING: Unknown module: org.jline specified to --enable-native-access\n", ""))
        .doesNotContain("WARNING", "CompileCommand", "rror");
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void launchersHaveNoOptionsThatBelongIntoTheFiles() throws IOException {
    for (String name : List.of("llama", "llama.cmd")) {
      Stream<String> lines =
          code(launcher(name))
              .filter(line -> !line.matches("\\s*-X.*\\) .*;;")) // looks for a user's option
              .filter(line -> !line.contains("VMOptionsFile")) // the same
              .filter(line -> !line.contains("findstr"))
              .filter(line -> !line.contains("brief.options")); // options of the command
      assertThat(found(lines, "(?<![\\w-])(-X[\\w:+-]+|--[a-z][\\w-]+)"))
          .as(name)
          .isSubsetOf(OF_THE_PLACE);
    }
  }

  @Test
  void launchersAgree() throws IOException {
    List<String> unix = launcher("llama");
    List<String> windows = launcher("llama.cmd");
    List<String> names = files().stream().map(file -> file.getFileName().toString()).toList();
    for (List<String> launcher : List.of(unix, windows)) {
      assertThat(found(code(launcher), "\\w+\\.options")).containsExactlyElementsOf(names);
      assertThat(found(launcher.stream(), "-m org\\.\\S+"))
          .containsExactly("-m org.llamajvm.cli/" + Main.class.getName());
      assertThat(found(launcher.stream(), "-Dllama\\.home")).hasSize(1);
      assertThat(found(code(launcher), "No JDK (\\$required|25) or newer found")).hasSize(1);
    }
    assertThat(found(unix.stream(), "^required=\\d+")).containsExactly("required=25");
    assertThat(found(windows.stream(), "GEQ \\d+")).containsExactly("GEQ 25");
    String documented = "^(#|rem)   [A-Z_]+(?=  )";
    assertThat(found(unix.stream(), documented).stream().map(line -> line.substring(4)).toList())
        .hasSize(3)
        .isEqualTo(
            found(windows.stream(), documented).stream().map(line -> line.substring(6)).toList());
  }
}
