package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.loader.ModelFormatException;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** Conversations in files, over a model whose answers depend on all that went before. */
class ChatFileTest {

  private final PieceTokenizer tokenizer = new PieceTokenizer();
  private final ScriptedDecoder decoder = new ScriptedDecoder(200);
  private final ChatSession chat = open(decoder, "model");

  @TempDir private Path directory;

  private ChatSession open(ScriptedDecoder over, String model) {
    return new ChatSession(
        new Session(tokenizer, over, new int[] {PieceTokenizer.END}),
        new ChatTokens(tokenizer),
        ChatTemplate.parse("test", PieceTokenizer.TEMPLATE, Map.of()),
        () -> model);
  }

  private static Generation ask(ChatSession chat, String question) {
    return chat.ask(question, GenerateOptions.defaults(), _ -> {}, new Cancellation());
  }

  private Path saved() throws IOException {
    chat.setSystem("Ünïcödé");
    ask(chat, "first");
    Path file = directory.resolve("a.chat");
    chat.save(file, Map.of("temperature", "0.5"));
    return file;
  }

  @Test
  void goesOnWithTheSameAnswerAndTheSameCache() throws IOException {
    chat.setSystem("S");
    decoder.answer('a', 'b');
    ask(chat, "first");
    Path file = directory.resolve("a.chat");
    chat.save(file, Map.of("temperature", "0.5"));
    decoder.answerFreely();
    ScriptedDecoder other = new ScriptedDecoder(200);
    ChatSession loaded = open(other, "model");
    assertThat(loaded.load(file))
        .isEqualTo(new ChatSession.Loaded(Map.of("temperature", "0.5"), true, true));
    assertThat(loaded.messages()).isEqualTo(chat.messages());
    assertThat(other.cached()).isEqualTo(decoder.cached());
    Generation expected = ask(chat, "second");
    Generation answer = ask(loaded, "second");
    assertThat(answer.text()).isEqualTo(expected.text());
    assertThat(answer.usage()).isEqualTo(expected.usage());
    assertThat(answer.usage().cachedTokens()).isEqualTo("sSeufirsteaab".length());
  }

  @Test
  void takesTheMessagesOfAnotherModel() throws IOException {
    Path file = saved();
    ScriptedDecoder other = new ScriptedDecoder(200);
    ChatSession loaded = open(other, "another");
    assertThat(loaded.load(file).sameModel()).isFalse();
    assertThat(loaded.messages()).isEqualTo(chat.messages());
    assertThat(other.position()).isZero();
    assertThat(ask(loaded, "second").usage().cachedTokens()).isZero();
  }

  @Test
  void computesACacheOfAnotherTypeOrOneTooLongAnew() throws IOException {
    Path file = saved();
    ScriptedDecoder other = new ScriptedDecoder(200);
    other.setLayout("halves");
    assertThat(open(other, "model").load(file).cacheRestored()).isFalse();
    assertThat(other.position()).isZero();
    ScriptedDecoder small = new ScriptedDecoder(10);
    assertThat(open(small, "model").load(file).cacheRestored()).isFalse();
  }

  @Test
  void replacesAFileAndLeavesNothingBesideIt() throws IOException {
    Path file = saved();
    ask(chat, "second");
    chat.save(file, Map.of());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
    ChatSession loaded = open(new ScriptedDecoder(200), "model");
    loaded.load(file);
    assertThat(loaded.messages()).hasSize(5);
  }

  @Test
  void refusesEveryDamagedByteAndLeavesTheFileAlone() throws IOException {
    Path file = saved();
    byte[] good = Files.readAllBytes(file);
    ask(chat, "second");
    var before = chat.messages();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(file, bad);
      assertThatThrownBy(() -> chat.load(file))
          .as("byte %d", i)
          .isInstanceOf(ModelFormatException.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(bad);
    }
    assertThat(chat.messages()).isEqualTo(before);
  }

  @Test
  void refusesEveryTruncatedFile() throws IOException {
    Path file = saved();
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> chat.load(file))
          .as("length %d", length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path file = saved();
    byte[] good = Files.readAllBytes(file);
    good[good.length - 40] ^= 1;
    Files.write(file, good);
    assertThatThrownBy(() -> chat.load(file))
        .hasMessageStartingWith("Corrupt conversation: the checksum is not that of the bytes")
        .hasMessageContaining(file.toString());
    Files.write(
        file, "A letter to a friend, long enough to be anything.".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> chat.load(file))
        .hasMessageStartingWith("Unsupported conversation: the file does not begin with LLAMCHAT");
    assertThatThrownBy(() -> chat.load(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
