package org.llamajvm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs every Java program of docs/embedding.md with the model in the box. */
class EmbeddingGuideTest {

  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Path ROOT = Path.of(System.getProperty("llama.root"));

  /** What the programs print, in their order; of some only a part. */
  private static final List<String> PRINTED =
      List.of(
          "Paris",
          "5 messages",
          "STOP, ",
          "Madrid",
          " letters\ntrue",
          "CANCELLED",
          "Rome",
          "it does not embed",
          "7",
          "bits");

  @TempDir private Path directory;

  @Test
  void everyProgramCompilesAndPrintsWhatItSays() throws Exception {
    List<Path> sources = sources();
    compile(sources);
    URL[] path = {directory.toUri().toURL()};
    List<String> printed = new ArrayList<>();
    try (URLClassLoader loader = new URLClassLoader(path)) {
      for (Path source : sources) {
        printed.add(run(loader.loadClass(source.getFileName().toString().replace(".java", ""))));
      }
    }
    assertThat(printed).hasSameSizeAs(PRINTED);
    for (int i = 0; i < printed.size(); i++) {
      assertThat(printed.get(i)).as("program %d", i + 1).contains(PRINTED.get(i));
    }
  }

  private List<Path> sources() throws IOException {
    String model = ROOT.resolve("models/wren-3m-4bit").toString().replace("\\", "\\\\");
    Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve("docs/embedding.md")));
    List<Path> sources = new ArrayList<>();
    while (program.find()) {
      Path source = directory.resolve("Program%d.java".formatted(sources.size() + 1));
      String text = program.group(1).replace("Path.of(\"model\")", "Path.of(\"" + model + "\")");
      sources.add(Files.writeString(source, text));
    }
    return sources;
  }

  private void compile(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-cp", System.getProperty("java.class.path"), "-d", directory.toString());
      boolean compiled =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("the programs compile").isTrue();
    }
  }

  private static String run(Class<?> program) throws Exception {
    Constructor<?> constructor = program.getDeclaredConstructor();
    constructor.setAccessible(true);
    Method main = program.getDeclaredMethod("main");
    main.setAccessible(true);
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      main.invoke(constructor.newInstance());
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
