package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chat template that renders for long does not keep the program from ending. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowTemplateTest {

  private static final int ENDED_BY_TERM = 128 + 15;
  private static final String LOOPS =
      "{% for i in range(99999) %}{% for j in range(99999) %}{% set x = 1 %}{% endfor %}{% endfor %}";

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** Whether a thread is in the template, as the JVM prints them when it is asked to quit. */
  private static boolean renders(Process process, BufferedReader out) throws Exception {
    signal(process, "QUIT");
    boolean found = false;
    String line = out.readLine();
    while (line != null && !line.startsWith("JNI global refs")) {
      found |= line.contains("org.llamajvm.tokenizer.jinja");
      line = out.readLine();
    }
    return found;
  }

  @Test
  void theSystemEndsAProgramThatRenders(@TempDir Path directory) throws Exception {
    assumeTrue(File.separatorChar == '/', "Signals are sent by kill");
    Path template = Files.writeString(directory.resolve("slow.jinja"), LOOPS);
    ProcessBuilder builder =
        ProcessTest.llama(
            "chat", "-m", Cli.TINY.toString(), "-n", "2", "--chat-template", template.toString());
    builder.command().add(1, "-Xint"); // so that the limit of time comes first, after ten seconds
    Process process = builder.start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      ask(process);
      while (!err.readLine().contains("kernels")) {} // before, the JVM may not know the signal
      while (!renders(process, out)) {
        assertThat(process.isAlive()).isTrue();
      }
      signal(process, "TERM");
      assertThat(process.waitFor()).isEqualTo(ENDED_BY_TERM);
      assertThat(err.lines()).noneMatch(line -> line.contains("took ") || line.contains("in time"));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Asks, and keeps the conversation open. */
  private static void ask(Process process) throws IOException {
    process.getOutputStream().write("hi\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }
}
