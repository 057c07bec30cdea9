package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.cli.Cli.Result;

/** What a new user tries first. */
class FirstHourTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODEL = Cli.TINY.toString();

  @Test
  void noCommandShowsTheHelp() {
    Result nothing = Cli.run();
    assertThat(nothing.exitCode()).isZero();
    assertThat(nothing.out()).isEqualTo(Cli.run("--help").out()).contains("Usage: llama", "help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat",
        "generate",
        "tokenize",
        "perplexity",
        "bench",
        "inspect",
        "convert",
        "verify"
      })
  void helpOfACommandIsTheSameEitherWay(String command) {
    Result help = Cli.run("help", command);
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("Usage: llama " + command, "Examples:\n", "  llama " + command)
        .isEqualTo(Cli.run(command, "--help").out());
    assertThat(Cli.run("help", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void verifyTakesItsModelAsTheOthersDo() {
    Result result = Cli.run("verify", "-m", MODEL);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo(Cli.run("verify", MODEL).out()).contains("Sound: ");
    assertThat(Cli.run("verify", "-m", MODEL, MODEL).err()).contains("llama: Which model, ");
  }

  @Test
  void aTextThatIsCutSaysSo() {
    Result length = Cli.run("generate", "-m", MODEL, "-p", "The sea", "-n", "3", "--ignore-eos");
    assertThat(length.err())
        .contains("[INFO] The text is cut after 3 tokens; --max-tokens N allows more");
    Result context =
        Cli.run("generate", "-m", MODEL, "-p", "The sea", "-n", "-1", "-c", "9", "--ignore-eos");
    assertThat(context.err())
        .contains("[INFO] The text is cut where the context is full", "--context N allows more");
    Result chat = Cli.runWithInput("one\n", "chat", "-m", MODEL, "-n", "1", "-c", "400");
    assertThat(chat.err())
        .contains("[The answer is cut after 1 token; /set max_tokens N allows more]");
  }

  @Test
  void aSettingWithoutAValueIsShown() {
    Result result =
        Cli.runWithInput(
            """
            /set temp 0.5
            /set temp
            /set stop END
            /set stop
            /set stop ""
            /set stop
            /set nope
            """,
            "chat",
            "-m",
            MODEL);
    assertThat(result.out()).isEqualTo("temperature       0.5\nstop              \"END\"\nstop\n");
    assertThat(result.err()).contains("llama: No setting 'nope'; there are ");
  }

  @Test
  void benchAndInspectCountTheSameParameters() throws IOException {
    Path root = Path.of(System.getProperty("llama.root"));
    for (String model : new String[] {MODEL, root.resolve("models/wren-3m-4bit").toString()}) {
      JsonNode inspected = JSON.readTree(Cli.run("inspect", model, "--json").out());
      JsonNode measured =
          JSON.readTree(
              Cli.run("bench", "-m", model, "-p", "1", "-n", "0", "-r", "1", "-o", "json").out());
      assertThat(measured.get(0).get("parameters")).isEqualTo(inspected.get("parameters"));
    }
  }

  @Test
  void oneOfAThingIsInTheSingular() {
    assertThat(Cli.run("tokenize", "-m", MODEL, "-v", "--no-bos", "is").err())
        .isEqualTo("[INFO] 1 token\n");
    assertThat(Cli.run("generate", "-m", MODEL, "-p", "a", "-n", "1").err())
        .contains("(1 token, ")
        .doesNotContain("(1 tokens");
  }
}
