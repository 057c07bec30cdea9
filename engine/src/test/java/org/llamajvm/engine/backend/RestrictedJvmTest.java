package org.llamajvm.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What JVMs of their own say that are started without what vector kernels need. */
@Timeout(60)
class RestrictedJvmTest {

  /** Chooses kernels as a program does that says nothing, then one that needs vectors. */
  static final class Program {

    private Program() {}

    /** Prints what is chosen. */
    public static void main(String[] args) {
      System.out.println(ChosenKernels.of(KernelChoice.AUTO).kernels().description());
      try {
        System.out.println(ChosenKernels.of(KernelChoice.VECTOR).kernels().description());
      } catch (UnsupportedOperationException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  private static String run(String... options) throws IOException {
    return run(Map.of(), options);
  }

  private static String run(Map<String, String> environment, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    String path =
        Stream.of(ChosenKernels.class, Program.class)
            .map(owner -> owner.getProtectionDomain().getCodeSource().getLocation().getPath())
            .distinct()
            .reduce((first, second) -> first + File.pathSeparator + second)
            .orElseThrow();
    command.addAll(List.of("-cp", path, Program.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseSerialGC, the module jdk.incubator.vector is not there",
    "--add-modules=jdk.incubator.vector -XX:TieredStopAtLevel=1, because of -XX:TieredStopAtLevel=1",
    "--add-modules=jdk.incubator.vector -Xint, because of -Xint",
  })
  void warnsOnceAndRefusesIfVectorsAreAskedFor(String options, String cause) throws IOException {
    String said = run(options.split(" "));
    assertThat(said).containsOnlyOnce("Scalar kernels, many times slower than vector kernels: ");
    assertThat(said).contains("refused: Vector kernels cannot run: ", cause);
    assertThat(said).containsPattern("(add|remove|command line)");
  }

  @Test
  @EnabledOnOs(architectures = {"amd64", "x86_64"})
  void warnsWithoutAvx() throws IOException {
    String said = run("--add-modules=jdk.incubator.vector", "-XX:UseAVX=0");
    assertThat(said).containsOnlyOnce("Scalar kernels, many times slower than vector kernels: ");
    assertThat(said).contains("does without AVX; remove options such as -XX:UseAVX", "refused: ");
  }

  /** What the JVM itself reads, in the environment, is stricter than what its launcher reads. */
  @Test
  void whatIsToldCures() throws IOException {
    String said = run();
    String option = told("java (.*) \\.\\.\\.", said);
    assertThat(run(option.split(" "))).doesNotContain("Scalar", "refused").contains("bits");
    Map<String, String> variable =
        Map.of("JAVA_TOOL_OPTIONS", told("JAVA_TOOL_OPTIONS=\"(.*)\"", said));
    assertThat(run(variable)).doesNotContain("Scalar", "refused").contains("bits");
  }

  private static String told(String line, String said) {
    Matcher matcher = Pattern.compile(line).matcher(said);
    assertThat(matcher.find()).as("'%s' in '%s'", line, said).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @CsvSource("--add-modules=jdk.incubator.vector")
  void saysNothingWhereAllIsThere(String option) throws IOException {
    assertThat(run(option)).doesNotContain("Scalar", "refused").contains("bits");
  }
}
