package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, on the module path. */
class ProcessTest {

  static ProcessBuilder llama(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                modulePath(),
                "-m",
                "org.llamajvm.cli/org.llamajvm.cli.Main"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }

  /** With the libraries that only other libraries need, which Maven leaves to the class path. */
  private static String modulePath() {
    String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    return Stream.concat(
            Stream.of(System.getProperty("jdk.module.path")),
            Stream.of(classPath).filter(jar -> jar.contains("prometheus-metrics-")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static String text(InputStream stream) throws Exception {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void ctrlCPrintsWhatWasWrittenAndTheTimes() throws Exception {
    assumeTrue(File.separatorChar == '/', "Signals are sent by kill");
    Process process =
        llama(
                "generate",
                "-m",
                Cli.TINY.toString(),
                "-p",
                "The sea",
                "-n",
                "100000000",
                "-c",
                "10000000",
                "--ignore-eos")
            .start();
    InputStream out = process.getInputStream();
    assertThat(out.read()).isNotNegative();
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    CompletableFuture<Process> end =
        process
            .onExit()
            .orTimeout(60, TimeUnit.SECONDS)
            .whenComplete((done, late) -> process.toHandle().destroyForcibly());
    String written = text(out);
    String said = text(process.getErrorStream());
    assertThat(end)
        .as(
            "ends by SIGINT, which a process ignores if who started it does (a shell's jobs with &)")
        .succeedsWithin(60, TimeUnit.SECONDS);
    assertThat(written).isNotEmpty();
    assertThat(said)
        .contains("[INFO] Prompt processing: ", "[INFO] Full generation: ", "[INFO] Peak memory: ")
        .doesNotContain("Exception");
    assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
  }

  @Test
  void tellsOnceThatScalarKernelsWereNotAskedFor() throws Exception {
    String options = System.getProperty("llama.root") + "/cli/src/main/jvm/llama.options";
    for (String[] kernels : new String[][] {{}, {"--kernels", "scalar"}}) {
      ProcessBuilder builder =
          llama("generate", "-m", Cli.TINY.toString(), "-p", "The sea", "-n", "1");
      builder.command().addAll(1, List.of("@" + options, "-XX:TieredStopAtLevel=1"));
      builder.command().addAll(List.of(kernels));
      Process process = builder.start();
      process.getOutputStream().close();
      List<String> said = text(process.getErrorStream()).lines().toList();
      assertThat(process.waitFor()).as(said.toString()).isZero();
      List<String> warnings =
          said.stream().filter(line -> line.contains("Scalar kernels")).toList();
      assertThat(warnings).hasSize(kernels.length == 0 ? 1 : 0);
      assertThat(warnings)
          .allSatisfy(line ->
              assertThat(line)
                  .startsWith("[WARN] Scalar kernels, many times slower")
                  .contains("remove -XX:TieredStopAtLevel=1"));
    }
  }

  @Test
  void endsQuietlyWhenNobodyReadsTheOutput() throws Exception {
    Process process =
        llama(
                "generate",
                "-m",
                Cli.TINY.toString(),
                "-p",
                "The sea",
                "-n",
                "100000000",
                "-c",
                "10000000",
                "--ignore-eos")
            .start();
    assertThat(process.getInputStream().read()).isNotNegative();
    process.getInputStream().close();
    assertThat(text(process.getErrorStream())).doesNotContain("Exception");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void hasTheExitCodesOfTheHelp() throws Exception {
    Process bad = llama("inspect", "nowhere").start();
    assertThat(text(bad.getErrorStream()))
        .contains("llama: There is no model 'nowhere' here; llama list shows what there is");
    assertThat(bad.waitFor()).isEqualTo(ExitCode.BAD_INPUT);
    Process usage = llama("inspect", "--nonsense").start();
    assertThat(text(usage.getErrorStream())).contains("llama: Unknown option: '--nonsense'");
    assertThat(usage.waitFor()).isEqualTo(ExitCode.USAGE);
  }

  /** The second time figures are remembered. */
  @Test
  void listsTheSameAtFirstAndFromThenOn(@TempDir Path home) throws Exception {
    Path models = Files.createDirectory(home.resolve("models"));
    Files.copy(ModelCommandsTest.GGUF, models.resolve("small.gguf"));
    String first = list(home, "list");
    assertThat(first).containsPattern("(?m)^small +Llama .* yes +LLAMA_MODELS$");
    assertThat(list(home, "list")).isEqualTo(first);
    assertThat(list(home, "list", "small").lines()).hasSize(2);
    assertThat(list(home, "list", "--json")).contains("\"name\":\"small\"");
  }

  private static String list(Path home, String... args) throws Exception {
    ProcessBuilder builder = llama(args);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("LLAMA_MODELS", home.resolve("models").toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = text(process.getInputStream());
    assertThat(process.waitFor()).isZero();
    return out;
  }
}
