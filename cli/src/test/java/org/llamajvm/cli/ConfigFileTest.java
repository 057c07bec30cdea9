package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.cli.Cli.Result;
import org.llamajvm.hub.Surroundings;

/** What the user has settled in a file counts less than the command line, and more than nothing. */
class ConfigFileTest {

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();

  private Result llama(String... args) {
    Surroundings user = new Surroundings(environment, Optional.of(home), Surroundings.Kind.UNIX);
    return Cli.run(user, new byte[0], args);
  }

  private Path write(String text) throws IOException {
    Path file = home.resolve(".config/llama-jvm/config.toml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void settlesOptionsAndNames() throws IOException {
    write(
        """
        [defaults]
        model = "short"      # commands without --model take no notice
        threads = 1

        [aliases]
        short = "%s"

        [generate]
        max-tokens = 2
        temp = 0.0
        ignore-eos = true
        json = true
        """
            .formatted(Cli.TINY));
    Result settled = llama("generate", "-p", "The sea");
    assertThat(settled.exitCode()).as(settled.err()).isZero();
    assertThat(settled.out()).contains("\"completion_tokens\":2", "tiny\"");
    assertThat(llama("generate", "-p", "The sea", "-n", "3").out())
        .contains("\"completion_tokens\":3");
    assertThat(llama("inspect").out()).contains("25.76 thousand");
    assertThat(llama("inspect", "short").out()).contains("25.76 thousand");
    assertThat(llama("list", "--names").out()).isEqualTo("short\n");
    assertThat(llama("generate", "--help").out()).contains("Default: 2.");
  }

  @Test
  void heedsXdgAndItsOwnVariable() throws IOException {
    Path file = write("[generate]\nmax-tokens = 2\n");
    environment.put("XDG_CONFIG_HOME", home.resolve("other").toString());
    assertThat(llama("generate", "--help").out()).doesNotContain("Default: 2.");
    environment.put("LLAMA_CONFIG", file.toString());
    assertThat(llama("generate", "--help").out()).contains("Default: 2.");
    environment.put("LLAMA_CONFIG", home.resolve("nowhere").toString());
    assertThat(llama("generate", "--help").err()).contains("No such file", "nowhere");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[generate                   | is not TOML",
        "generate = 3                | \"generate\" is 3, expected an object",
        "[generate]\\nmax_tokenz = 3 | \"generate.max_tokenz\" is 3, expected only options of the command, such as max-tokens,",
        "[generate]\\nstop = [1]     | \"generate.stop\" is [1], expected a string, a number",
        "[genrate]\\ntemp = 1        | \"genrate\" is {\"temp\":1}, expected only tables of commands, such as generate,",
        "temp = 1                    | \"temp\" is 1, expected only tables of commands, such as",
        "[defaults]\\ntmep = 1       | \"defaults.tmep\" is 1, expected only options of commands, such as temp,",
        "[defaults]\\nthreads = [1]  | \"defaults.threads\" is [1], expected a string, a number",
        "[generate]\\nregex = 'a'\\nchoices = 'b' | \"generate.regex\" is \"a\", expected not together with choices",
        "[aliases]\\na = 1           | \"aliases.a\" is 1, expected a string",
      })
  void saysWhatIsWrong(String text, String message) throws IOException {
    write(text.replace("\\n", "\n"));
    Result result = llama("generate", "-m", Cli.TINY.toString(), "-p", "a", "-n", "1");
    assertThat(result.err()).startsWith("llama: ").contains(message, "config.toml");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void aValueThatIsNoneIsTheCommandLinesFault() throws IOException {
    write("[generate]\nmax-tokens = \"many\"\n");
    Result result = llama("generate", "-m", Cli.TINY.toString(), "-p", "a");
    assertThat(result.err()).contains("many", "--max-tokens", "config.toml");
    assertThat(result.exitCode()).isEqualTo(2);
    result = llama("generate", "-m", Cli.TINY.toString(), "-p", "a", "-n", "some");
    assertThat(result.err()).contains("some", "--max-tokens").doesNotContain("config.toml");
  }

  @Test
  void aFlagThatIsSettledMayBeGiven() throws IOException {
    write("[generate]\nmax-tokens = 1\njson = true\n");
    String[] generate = {"generate", "-m", Cli.TINY.toString(), "-p", "The sea"};
    assertThat(llama(generate).out()).startsWith("{");
    assertThat(llama(with(generate, "--json")).out()).startsWith("{");
    write("[generate]\nmax-tokens = 1\njson = false\n");
    assertThat(llama(generate).out()).doesNotStartWith("{");
    assertThat(llama(with(generate, "--json")).out()).startsWith("{");
  }

  /** Of options that exclude each other the one that is given counts. */
  @Test
  void whatIsGivenCountsMoreThanWhatItExcludes() throws IOException {
    write("[generate]\nmax-tokens = 9\nchoices = \"x,xx\"\nprompt = \"The sea\"\n");
    String[] generate = {"generate", "-m", Cli.TINY.toString()};
    assertThat(llama(generate).out()).matches("x+");
    assertThat(llama(with(generate, "--regex", "y")).out()).isEqualTo("y");
    Path file = Files.writeString(home.resolve("prompt"), "A bird");
    assertThat(llama(with(generate, "--echo")).out()).startsWith("The sea");
    assertThat(llama(with(generate, "--echo", "-f", file.toString())).out()).startsWith("A bird");

    String wren = System.getProperty("llama.root") + "/models/wren-3m-4bit";
    String[] greet = {"generate", "-m", wren, "-p", "hi", "-n", "6", "--temp", "0"};
    write("");
    String plain = llama(greet).out();
    String answer = llama(with(greet, "--chat")).out();
    assertThat(plain).isNotEqualTo(answer);
    write("[generate]\nchat = true\n");
    assertThat(llama(greet).out()).isEqualTo(answer);
    assertThat(llama(with(greet, "--chat")).out()).isEqualTo(answer);
    assertThat(llama(with(greet, "--no-chat-template")).out()).isEqualTo(plain);
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }
}
