package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text of a form, from the command line. */
class ConstraintTest {

  private static Cli.Result generate(String... options) {
    List<String> all =
        new ArrayList<>(List.of("generate", "-m", Cli.TINY.toString(), "-p", "The sea"));
    all.addAll(List.of(options));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void makesTextsOfTheForm(@TempDir Path directory) throws IOException {
    assertThat(generate("--choices", "good,bad").out()).isIn("good", "bad");
    assertThat(generate("--regex", "[0-9]{3}-[a-f]").out()).matches("[0-9]{3}-[a-f]");
    Path grammar = Files.writeString(directory.resolve("g"), "root ::= \"yes\" | \"no\"\n");
    assertThat(generate("--grammar", grammar.toString()).out()).isIn("yes", "no");
    String schema =
        "{\"type\": \"object\", \"properties\": {\"a\": {\"enum\": [1, 2]}}, \"required\": [\"a\"]}";
    Path file = Files.writeString(directory.resolve("schema.json"), schema);
    assertThat(generate("--json-schema", schema).out()).matches("(?s)\\{\\s*\"a\":\\s*[12]\\s*}");
    assertThat(generate("--json-schema", file.toString()).out())
        .isEqualTo(generate("--json-schema", schema).out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --choices=                        | --choices needs a text to choose
          --choices=yes,,no                 | --choices: a text between two commas is empty
          --json-schema=nofile.json         | --json-schema: 'nofile.json' is no file, and it is no JSON
          --json-schema=                    | --json-schema: '' is no file, and it is no JSON
          --json-schema=[]                  | --json-schema: a schema must be an object or a truth value, not []
          --json-schema=12                  | --json-schema: a schema must be an object or a truth value, not 12
          --json-schema=null                | --json-schema: a schema must be an object or a truth value, not null
          --json-schema=false               | --json-schema: no value at all fits the schema
          --grammar=nofile.gbnf             | --grammar: there is no file nofile.gbnf
          '--json-schema={"type": "objekt"}'| --json-schema: #: type must be
          --json-schema={                   | --json-schema:
          --regex=(a                        | --regex:
          --regex=(a)\\1                    | --regex:
          """)
  void saysWhatIsWrong(String option, String message) {
    Cli.Result result = generate(option);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("llama: ")
        .contains(message)
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void saysWhichFileIsNoText(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("latin"), new byte[] {'"', (byte) 0xe9, '"'});
    for (String option : List.of("--json-schema", "--grammar")) {
      Cli.Result result = generate(option, file.toString());
      assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("%s: %s is not UTF-8 text".formatted(option, file));
    }
  }

  @Test
  void aTruthValueIsASchema() {
    assertThat(generate("--json-schema", "true", "-n", "3").exitCode()).isZero();
  }

  @Test
  void saysIfNoTextFits() {
    Cli.Result result = generate("--regex", "(?=a)b");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("the form that is asked for: no text at all fits the constraint")
        .doesNotContain("bug", "Exception");
  }

  @Test
  void saysThatAStopTextCutTheForm() {
    Cli.Result result = generate("--regex", "yes", "--stop", "es");
    assertThat(result.out()).isEqualTo("y");
    assertThat(result.err()).contains("cut by a stop text").doesNotContain("--max-tokens");
  }

  @Test
  void takesOneFormOnly() {
    Cli.Result result = generate("--regex", "a", "--choices", "a,b");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("mutually exclusive").doesNotContain("Error:");
  }

  /** A copy of the tiny model whose template begins each answer with a thought. */
  private static String thinkingModel(Path directory) throws IOException {
    Path model = Cli.copyOfTiny(directory);
    Files.writeString(
        model.resolve("chat_template.jinja"),
        """
        {%- for message in messages -%}
        {{ message.role }}: {{ message.content.split('</think>')[-1] }}
        {% endfor -%}
        {%- if add_generation_prompt %}{{ 'assistant: <think>\\n' }}{% endif -%}
        """);
    return model.toString();
  }

  @Test
  void thinksBeforeItAnswers(@TempDir Path directory) throws IOException {
    String model = thinkingModel(directory);
    String[] rest = {"-m", model, "-n", "12", "--choices", "yes,no"};
    Cli.Result shown = Cli.runWithInput("Rain?\n", with(rest, "chat"));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).isBlank();
    assertThat(shown.err()).containsPattern("\\[Thinking]\\s*\\S");
    Cli.Result hidden = Cli.runWithInput("Rain?\n", with(rest, "chat", "--hide-thinking"));
    assertThat(hidden.out()).isBlank();
    assertThat(hidden.err()).doesNotContain("[Thinking]");
    Cli.Result asked = Cli.run(with(rest, "generate", "--chat", "-p", "Rain?"));
    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asked.out()).isBlank();
    assertThat(asked.err()).contains("(12 tokens");
    Cli.Result plain = Cli.run(with(rest, "generate", "-p", "Rain?"));
    assertThat(plain.out()).isIn("yes", "no");
  }

  private static String[] with(String[] rest, String... first) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(rest)).toArray(String[]::new);
  }
}
