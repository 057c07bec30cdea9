package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat as a process in a pseudo-terminal, with the model that comes with the program. */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ChatTerminalTest {

  private static final Path MODEL =
      Path.of(System.getProperty("llama.root"), "models", "wren-3m-4bit");
  private static final Path OPTIONS =
      Path.of(System.getProperty("llama.root"), "cli", "src", "main", "jvm");
  private static final String PASTE = "\u001b[200~";
  private static final String PASTED = "\u001b[201~";
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String TAB = "\t";
  private static final String UP = "\u001bOA";
  private static final String PROMPT = ">>> ";
  private static final String SUM = "What is 3 plus 4?";
  private static final String CAPITAL = "What is the capital of France?";

  /** Without its end tokens the model talks until its context is full. */
  private static final String ENDLESS = "/set logit_bias 1-inf 4-inf";

  @TempDir private Path directory;

  @BeforeEach
  void needsLinuxAndTheModel() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "There is no setsid to be had");
    assumeTrue(Files.exists(MODEL.resolve("config.json")), "No model in " + MODEL);
  }

  private PseudoTerminal chat(int columns, String... more) throws Exception {
    return chat(columns, Map.of("NO_COLOR", "1"), more);
  }

  private PseudoTerminal chat(int columns, Map<String, String> variables, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + OPTIONS.resolve("kernels.options"),
                "@" + OPTIONS.resolve("llama.options"),
                "@" + OPTIONS.resolve("collector.options"),
                "-p",
                System.getProperty("jdk.module.path"),
                "-Dllama.terminal=in,out,err",
                "-m",
                "org.llamajvm.cli/org.llamajvm.cli.Main",
                "chat",
                "-m",
                MODEL.toString(),
                "--temp",
                "0"));
    command.addAll(List.of(more));
    Map<String, String> environment = new HashMap<>(variables);
    environment.putIfAbsent("XDG_STATE_HOME", directory.resolve("state").toString());
    PseudoTerminal terminal = new PseudoTerminal(columns, environment, command);
    try {
      terminal.await(PROMPT);
    } catch (AssertionError e) {
      terminal.close();
      throw e;
    }
    return terminal;
  }

  /** What is shown between a line that is typed and the next prompt, without control sequences. */
  private static String answer(PseudoTerminal terminal, String line) throws Exception {
    terminal.type(line + "\r");
    terminal.await("\r\n");
    return text(terminal.await(PROMPT));
  }

  private static String text(String shown) {
    return shown.replaceAll("\u001b\\[[^a-zA-Z]*[a-zA-Z]|\u001b[=>]", "").strip();
  }

  /** A text whose lines were broken to fit a window. */
  private static String unwrapped(String shown) {
    String whole = shown.replaceAll("[^\\s\u001b]+\u001b\\[\\d+D\u001b\\[K", "");
    return text(whole).replaceAll("\\s+", " ");
  }

  @Test
  void conversesAndTakesBackAndStopsAndLeaves() throws Exception {
    try (PseudoTerminal terminal = chat(100)) {
      assertThat(answer(terminal, SUM)).contains("3 plus 4 is 7");
      String second = answer(terminal, CAPITAL);
      assertThat(second).contains("Paris");
      assertThat(answer(terminal, "/undo")).contains("[Taken back: " + CAPITAL + "]");
      assertThat(answer(terminal, CAPITAL)).isEqualTo(second);
      assertThat(answer(terminal, "/regen")).isEqualTo(second);
      assertThat(answer(terminal, "/set timing on")).isEmpty();
      assertThat(answer(terminal, PASTE + "one\ntwo" + PASTED)).contains("of them cached");
      assertThat(answer(terminal, "Grüße, 海 🌊!")).contains("[prompt ");
      assertThat(answer(terminal, "/history")).contains("user: one\r\ntwo\r\n", "Grüße, 海 🌊!");
      assertThat(answer(terminal, "/clear")).contains("[The conversation is forgotten]");
      assertThat(answer(terminal, ENDLESS)).isEmpty();
      terminal.type("Tell me a story.\r");
      terminal.await("\r\n");
      terminal.await(" "); // the first word is there
      terminal.type(CTRL_C);
      terminal.await("[interrupted]");
      terminal.await(PROMPT);
      terminal.type("half a question");
      terminal.await("question"); // a signal throws away what has not been read
      terminal.type(CTRL_C);
      terminal.await(PROMPT);
      assertThat(answer(terminal, "/set logit_bias \"\"")).isEmpty();
      assertThat(answer(terminal, "/clear")).contains("[The conversation is forgotten]");
      assertThat(answer(terminal, SUM)).contains("3 plus 4 is 7");
      assertThat(terminal.all()).doesNotContain("\u001b[2m");
      terminal.type(CTRL_D);
      assertThat(terminal.exitCode()).isZero();
    }
    assertThat(directory.resolve("state/llama-jvm/history")).content().contains(SUM);
  }

  @Test
  void goesOnInAnotherProcessAndANarrowWindow() throws Exception {
    Path file = directory.resolve("a.chat");
    String expected;
    try (PseudoTerminal terminal = chat(80)) {
      answer(terminal, SUM);
      assertThat(answer(terminal, "/set stop \"never said\" \"nor this\"")).isEmpty();
      assertThat(answer(terminal, "/save " + file)).contains("[Saved to ");
      expected = unwrapped(answer(terminal, CAPITAL));
      terminal.type("\"\"\"no end\r");
      terminal.await("... ");
      terminal.type(
          "of this" + CTRL_D + "\r"); // not at the beginning of a line, where it would end
      terminal.await("... ");
      terminal.type(CTRL_D);
      assertThat(terminal.exitCode()).isZero();
    }
    try (PseudoTerminal terminal = chat(30, "--session", file.toString(), "-v")) {
      terminal.type(UP);
      terminal.await(CAPITAL.substring(0, 20)); // the history of the first process
      terminal.type(CTRL_C);
      terminal.await(PROMPT);
      terminal.type("/show settings\r");
      terminal.await("stop");
      assertThat(terminal.await("temperature")).contains("\"never said\" \"nor this\"");
      terminal.await(PROMPT);
      terminal.type(CAPITAL + "\r");
      terminal.await("\r\n");
      String shown = terminal.await("[prompt ");
      assertThat(unwrapped(shown)).contains(expected);
      assertThat(terminal.await("]")).doesNotContain(" 0 of them cached");
      terminal.await(PROMPT);
      terminal.type(CTRL_D);
      assertThat(terminal.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dumb", "no-such-terminal"})
  void conversesInATerminalOfAnyType(String type) throws Exception {
    try (PseudoTerminal terminal = chat(80, Map.of("TERM", type))) {
      terminal.type(SUM + "\r");
      terminal.await("3 plus 4 is 7");
      terminal.await(PROMPT);
      terminal.type("/exit\r");
      assertThat(terminal.exitCode()).isZero();
      assertThat(terminal.all()).doesNotContain("Exception", "WARNING: Unable");
      if (!type.startsWith("no")) {
        assertThat(terminal.all()).doesNotContain("\u001b");
      }
    }
  }

  @Test
  void completesWordsAndKeepsTheSessionWhenTheWindowIsClosed() throws Exception {
    Path notes = Files.writeString(directory.resolve("some notes.txt"), SUM + "\n");
    Path file = directory.resolve("a.chat");
    Map<String, String> variables = Map.of("XDG_STATE_HOME", notes.toString());
    try (PseudoTerminal terminal = chat(120, variables, "--session", file.toString())) {
      assertThat(terminal.all())
          .contains("[What you type is not kept for next time: ", "\u001b[2m[/help lists commands");
      terminal.type("/rea" + TAB);
      terminal.await("/read ");
      terminal.type(directory + "/some" + TAB);
      terminal.await("notes.txt");
      terminal.type("\r");
      assertThat(text(terminal.await(PROMPT))).contains("3 plus 4 is 7");
      terminal.type("/show mem" + TAB + "\r");
      terminal.await("weights included");
      terminal.await(PROMPT);
      terminal.signal("HUP");
      assertThat(terminal.exitCode()).isNotZero();
    }
    assertThat(file).exists();
  }
}
