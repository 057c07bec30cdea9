package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chat as a process in a pseudo-terminal, with the model that comes with the program. */
class ChatTerminalTest {

  private static final Path MODEL =
      Path.of(System.getProperty("llama.root"), "models", "wren-3m-4bit");
  private static final String PASTE = "\u001b[200~";
  private static final String PASTED = "\u001b[201~";
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String PROMPT = ">>> ";

  @TempDir private Path directory;

  @BeforeEach
  void needsLinuxAndTheModel() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "There is no setsid to be had");
    assumeTrue(Files.exists(MODEL.resolve("config.json")), "No model in " + MODEL);
  }

  private PseudoTerminal chat(int columns, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-p",
                System.getProperty("jdk.module.path"),
                "--enable-native-access=org.jline",
                "-Dllama.terminal=in,out,err",
                "-m",
                "org.llamajvm.cli/org.llamajvm.cli.Main",
                "chat",
                "-m",
                MODEL.toString(),
                "--temp",
                "0"));
    command.addAll(List.of(more));
    Map<String, String> environment =
        Map.of("XDG_STATE_HOME", directory.resolve("state").toString(), "NO_COLOR", "1");
    PseudoTerminal terminal = new PseudoTerminal(columns, environment, command);
    terminal.await(PROMPT);
    return terminal;
  }

  private static String answer(PseudoTerminal terminal, String question) throws Exception {
    terminal.type(question + "\r");
    terminal.await("\r\n");
    return terminal.await(PROMPT).replaceAll("\u001b\\[[^a-zA-Z]*[a-zA-Z]|\u001b[=>]", "").strip();
  }

  @Test
  void conversesAndTakesBackAndStopsAndLeaves() throws Exception {
    try (PseudoTerminal terminal = chat(100)) {
      assertThat(answer(terminal, "Hello! Who are you?"))
          .isEqualTo("I am Wren, a small language model.");
      String second = answer(terminal, "What is the capital of France?");
      assertThat(second).contains("Paris");
      assertThat(answer(terminal, "/undo"))
          .contains("[Taken back: What is the capital of France?]");
      assertThat(answer(terminal, "What is the capital of France?")).isEqualTo(second);
      assertThat(answer(terminal, "/set timing on")).isEmpty();
      assertThat(answer(terminal, PASTE + "one\ntwo" + PASTED)).contains("of them cached");
      assertThat(answer(terminal, "Grüße, 海 🌊!")).contains("[prompt ");
      assertThat(answer(terminal, "/history")).contains("user: one\r\ntwo\r\n", "Grüße, 海 🌊!");
      terminal.type("Tell me a very long story.\r");
      terminal.await("Once");
      terminal.type(CTRL_C);
      terminal.await("[interrupted]");
      terminal.await(PROMPT);
      terminal.type("half a question" + CTRL_C);
      terminal.await(PROMPT);
      terminal.type(CTRL_D);
      assertThat(terminal.exitCode()).isZero();
    }
    assertThat(directory.resolve("state/llama-jvm/history")).content().contains("Who are you?");
  }

  @Test
  void goesOnInAnotherProcessAndANarrowWindow() throws Exception {
    Path file = directory.resolve("a.chat");
    String expected;
    try (PseudoTerminal terminal = chat(80)) {
      answer(terminal, "Hello! Who are you?");
      assertThat(answer(terminal, "/save " + file)).contains("[Saved to ");
      expected = answer(terminal, "What is the capital of Italy?");
      terminal.type("\"\"\"no end" + CTRL_D + "\r" + CTRL_D);
      terminal.type(CTRL_C);
      terminal.await(PROMPT);
      terminal.type("/exit\r");
      assertThat(terminal.exitCode()).isZero();
    }
    try (PseudoTerminal terminal = chat(30, "--session", file.toString(), "-v")) {
      terminal.type("What is the capital of Italy?\r");
      assertThat(terminal.await("[prompt ")).contains(expected);
      assertThat(terminal.await("]")).doesNotContain(" 0 of them cached");
      terminal.await(PROMPT);
      terminal.type(CTRL_D);
      assertThat(terminal.exitCode()).isZero();
    }
  }
}
