package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;

/** Conversations from a pipe. */
class ChatTest {

  private static final Pattern FIGURES =
      Pattern.compile("\\[prompt (\\d+) tokens, (\\d+) of them cached");

  @TempDir private Path directory;

  private static Result chat(String input, String... more) {
    String[] args = new String[more.length + 7];
    System.arraycopy(
        new String[] {"chat", "-m", Cli.TINY.toString(), "-n", "6", "-c", "400"}, 0, args, 0, 7);
    System.arraycopy(more, 0, args, 7, more.length);
    return Cli.runWithInput(input, args);
  }

  @Test
  void answersEachLine() {
    Result result = chat("The sea\nThe sky\n");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines()).hasSize(2);
    assertThat(result.err())
        .contains("The model has no chat template; using the built-in 'llama2'");
  }

  @Test
  void processesOnlyWhatIsNew() {
    Matcher figures = FIGURES.matcher(chat("The sea\nThe sky\n/regen\n", "-v").err());
    assertThat(figures.find()).isTrue();
    int first = Integer.parseInt(figures.group(1));
    assertThat(figures.group(2)).isEqualTo("0");
    assertThat(figures.find()).isTrue();
    int second = Integer.parseInt(figures.group(1));
    assertThat(Integer.parseInt(figures.group(2))).isBetween(first, second - 1);
    assertThat(figures.find()).isTrue();
    assertThat(Integer.parseInt(figures.group(2))).isEqualTo(second - 1);
  }

  @Test
  void takesBackAndAnswersTheSameAgain() {
    Result result = chat("one\ntwo\n/undo\ntwo\n/history\n");
    String[] lines = result.out().split("\n", -1);
    assertThat(lines[2]).isEqualTo(lines[1]);
    assertThat(result.err()).contains("[Taken back: two]");
    assertThat(result.out())
        .endsWith(
            "user: one\nassistant: %s\nuser: two\nassistant: %s\n".formatted(lines[0], lines[1]));
  }

  @Test
  void goesOnWithASavedConversation() {
    String file = directory.resolve("a.chat").toString();
    String both = chat("one\ntwo\n").out().lines().toList().get(1);
    assertThat(chat("one\n", "--session", file).exitCode()).isZero();
    Result second = chat("two\n", "--session", file, "-v");
    assertThat(second.out()).isEqualTo(both + "\n");
    assertThat(second.err()).contains("[2 messages from " + file + "]");
    Matcher figures = FIGURES.matcher(second.err());
    assertThat(figures.find()).isTrue();
    assertThat(Integer.parseInt(figures.group(2))).isPositive();
  }

  @Test
  void takesTheMessagesAloneOfAnotherModel() throws IOException {
    String file = directory.resolve("a.chat").toString();
    chat("one\n", "--session", file);
    Path other = Cli.copyOfTiny(directory);
    Path config = other.resolve("config.json");
    Files.writeString(config, Files.readString(config) + "\n");
    Result result =
        Cli.runWithInput("/load %s\n/history\n".formatted(file), "chat", "-m", other.toString());
    assertThat(result.err()).contains("they were held with another model, so they alone are taken");
    assertThat(result.out()).startsWith("user: one\nassistant: ");
  }

  @Test
  void refusesADamagedFileAndLeavesItAlone() throws IOException {
    Path file = directory.resolve("a.chat");
    chat("one\n", "--session", file.toString());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    Result result = chat("two\n", "--session", file.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(result.err()).contains("llama: Corrupt conversation: the checksum");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void saysWhenTurnsAreForgotten() {
    Result result =
        Cli.runWithInput(
            "The sea is wide\nThe sky is high\nA boat goes out\n",
            "chat",
            "-m",
            Cli.TINY.toString(),
            "-n",
            "6",
            "-c",
            "70");
    assertThat(result.err()).contains("[The context is full: the oldest turn was forgotten]");
    assertThat(result.out().lines()).hasSize(3);
  }

  @Test
  void joinsLinesThatBelongTogether() throws IOException {
    Path file = Files.writeString(directory.resolve("note.txt"), "from a file\n");
    Result result =
        chat("\"\"\"a\nb\"\"\"\nc\\\nd\n/read %s\n/history\n\"\"\"open\nend".formatted(file));
    assertThat(result.out())
        .contains("user: a\nb\nassistant: ", "user: c\nd\nassistant: ", "user: from a file\n");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void knowsTheWordsOfOtherPrograms() {
    assertThat(chat("/?\nq\nnever\n").out()).contains("/regen").doesNotContain("never");
    assertThat(chat("one\nr\n/history\n/bye\n").out().lines()).hasSize(1);
    Result set = chat("/set parameter num_predict 1\n/set temp 0.5\n/show settings\n");
    assertThat(set.out()).containsPattern("max_tokens +1\n").containsPattern("temperature +0.5\n");
  }

  @Test
  void saysWhatIsWrongAndGoesOn() {
    Result result =
        chat(
            """
            /foo
            /set nope 1
            /set top_p 3
            /set top_k x
            /set stop "open
            /set logit_bias 5
            /set logit_bias 999999+1
            /set timing maybe
            /load
            /load none
            /load .
            /save none/a.chat
            /undo
            /regen
            hi
            """);
    assertThat(result.err())
        .contains(
            "llama: Unknown command '/foo'; /help lists them",
            "llama: No setting 'nope'; there are ",
            "llama: Setting top_k takes a number, not 'x'",
            "llama: A quote is not closed: \"open",
            "llama: expected a token id and a bias such as 15043+1.5 or 15043-inf, but was '5'",
            "llama: Logit bias for token 999999, but the vocabulary has",
            "llama: Setting timing takes on or off, not 'maybe'",
            "llama: Which file? /load FILE",
            "llama: No such file: none",
            "llama: A directory where a saved conversation is expected: .",
            "llama: Cannot save to none/a.chat: there is no such directory",
            "llama: There is no question to take back",
            "llama: There is no question yet to be answered anew")
        .doesNotContain("Exception", "bug");
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void takesTemplatesByNameAndFromFiles() throws IOException {
    Path file = Files.writeString(directory.resolve("t.jinja"), "{{ messages[-1].content }}");
    assertThat(chat("one\n/show template\n", "--chat-template", "chatml").out())
        .contains("template          chatml\n", "<|im_start|>assistant");
    assertThat(chat("The sea is\n", "--chat-template", file.toString()).exitCode()).isZero();
    Result none = chat("one\n", "--chat-template", "nowhere");
    assertThat(none.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(none.err())
        .contains("No chat template 'nowhere': neither a file nor one of [chatml,");
  }

  @Test
  void answersAnOpenLineAtTheEndOfTheInput() {
    Result result = chat("The sea\nThe sky");
    assertThat(result.out().lines()).hasSize(2);
    assertThat(chat("a line that goes on \\").out().lines()).hasSize(1);
    assertThat(chat("").out()).isEmpty();
  }

  @Test
  void stopsBeforeStopStringsAndShowsNothingOfThem() {
    String whole = chat("The sea\n").out().strip();
    String stop = whole.substring(2, 4);
    Result result = chat("The sea\n", "--stop", "never said", "--stop", stop);
    assertThat(result.out().strip()).isEqualTo(whole.substring(0, whole.indexOf(stop)).strip());
    Result set = chat("/set stop \"%s\" \"not said\"\nThe sea\n".formatted(stop));
    assertThat(set.out()).isEqualTo(result.out());
  }

  @Test
  void keepsEverySettingInASession() {
    String file = directory.resolve("a.chat").toString();
    String settings =
        """
        /set stop "Yours, \\"M\\"" END
        /set logit_bias 5-inf 6+0.25 7-12
        /set temperature 0.75
        """;
    assertThat(chat(settings + "one\n", "--session", file).exitCode()).isZero();
    String shown = chat("/show settings\n", "--session", file).out();
    assertThat(shown)
        .contains("stop              \"Yours, \\\"M\\\"\" \"END\"\n")
        .contains("logit_bias        5-inf 6+0.25 7-12.0\n")
        .contains("temperature       0.75\n");
    assertThat(
            chat("/set stop \"\"\n/set logit_bias \"\"\n/show settings\n", "--session", file).out())
        .contains("\nstop\n", "\nlogit_bias\n");
  }

  @Test
  void whatTheCommandLineSaysCountsMoreThanTheSession() {
    String file = directory.resolve("a.chat").toString();
    chat("one\n", "--session", file, "--temp", "0.5", "--seed", "5", "--system", "before");
    String shown =
        chat(
                "/show settings\n/system\n",
                "--session",
                file,
                "--temp",
                "0.25",
                "--stop",
                "x",
                "--system",
                "after")
            .out();
    assertThat(shown)
        .contains("temperature       0.25\n", "stop              \"x\"\n", "seed              5\n")
        .endsWith("after\n");
  }

  @Test
  void drawsOnFromWhereASessionWasLeft() {
    String file = directory.resolve("a.chat").toString();
    String[] sampling = {"--temp", "2", "--seed", "11"};
    String second = chat("one\ntwo\n", sampling).out().lines().toList().get(1);
    chat("one\n", "--temp", "2", "--seed", "11", "--session", file);
    assertThat(chat("two\n", "--session", file).out()).isEqualTo(second + "\n");
  }

  @Test
  void saysAtOnceWhereASessionCannotBeKept() {
    Result nowhere = chat("one\n", "--session", directory.resolve("none/a.chat").toString());
    assertThat(nowhere.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(nowhere.err()).contains("llama: No directory " + directory.resolve("none"));
    assertThat(nowhere.out()).isEmpty();
    Result taken = chat("one\n", "--session", directory.toString());
    assertThat(taken.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(taken.err()).contains("llama: A directory where the file of a session is expected");
  }

  @Test
  void takesASystemMessageOfSeveralLinesAndShowsWhatThereIs() {
    Result result =
        chat(
            """
            /system \"""You are
            brief.\"""
            /show system
            /set system \"""Or
            not.\"""
            /system
            /show template
            /set num_ctx 100
            """);
    assertThat(result.out())
        .startsWith("You are\nbrief.\nOr\nnot.\ntemplate          llama2\n")
        .contains("[INST]");
    assertThat(result.err())
        .contains("llama: The context is chosen at the start: llama chat --context 100");
  }
}
