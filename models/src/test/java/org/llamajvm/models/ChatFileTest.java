package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.format.ModelFormatException;
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
    Map<String, String> settings = new HashMap<>();
    assertThat(loaded.load(file, settings::putAll)).isEqualTo(new ChatSession.Loaded(true, true));
    assertThat(settings).containsExactly(entry("temperature", "0.5"));
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
    assertThat(loaded.load(file, _ -> {}).sameModel()).isFalse();
    assertThat(loaded.messages()).isEqualTo(chat.messages());
    assertThat(other.position()).isZero();
    assertThat(ask(loaded, "second").usage().cachedTokens()).isZero();
  }

  @Test
  void computesACacheOfAnotherTypeOrOneTooLongAnew() throws IOException {
    Path file = saved();
    ScriptedDecoder other = new ScriptedDecoder(200);
    other.setLayout("halves");
    assertThat(open(other, "model").load(file, _ -> {}).cacheRestored()).isFalse();
    assertThat(other.position()).isZero();
    ScriptedDecoder small = new ScriptedDecoder(10);
    assertThat(open(small, "model").load(file, _ -> {}).cacheRestored()).isFalse();
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
    loaded.load(file, _ -> {});
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
      assertThatThrownBy(() -> chat.load(file, _ -> {}))
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
      assertThatThrownBy(() -> chat.load(file, _ -> {}))
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
    assertThatThrownBy(() -> chat.load(file, _ -> {}))
        .hasMessageStartingWith("Corrupt conversation: the checksum is not that of the bytes")
        .hasMessageContaining(file.toString());
    Files.write(
        file, "A letter to a friend, long enough to be anything.".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> chat.load(file, _ -> {}))
        .hasMessageStartingWith("Unsupported conversation: the file does not begin with LLAMCHAT");
    assertThatThrownBy(() -> chat.load(directory.resolve("none"), _ -> {}))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesSettingsBeforeAnythingChanges() throws IOException {
    Path file = saved();
    ask(chat, "second");
    var before = chat.messages();
    int[] cached = decoder.cached();
    assertThatThrownBy(() ->
            chat.load(
                file,
                settings -> {
                  throw new IllegalArgumentException(settings.toString());
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("{temperature=0.5}");
    assertThat(chat.messages()).isEqualTo(before);
    assertThat(decoder.cached()).isEqualTo(cached);
  }

  @Test
  void saysWhereItCannotSaveAndKeepsWhatIsThere() throws IOException {
    assertThatThrownBy(() -> chat.save(directory.resolve("none/a.chat"), Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot save to %s: there is no such directory", directory.resolve("none/a.chat"));
    Path taken = Files.createDirectories(directory.resolve("taken/full")).getParent();
    assertThatThrownBy(() -> chat.save(taken, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot save to " + taken);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(taken);
    }
  }

  @Test
  void savesWhereALinkLeads() throws IOException {
    Path file = saved();
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    ask(chat, "second");
    chat.save(link, Map.of());
    assertThat(link).isSymbolicLink();
    chat.load(file, _ -> {});
    assertThat(chat.messages()).hasSize(5);
  }

  @Test
  void sweepsWhatAKilledSaveLeftAndNotWhatIsBeingWritten() throws IOException {
    Path left = Files.writeString(directory.resolve(".llama-chat123.tmp"), "half");
    try (TemporaryFile written = TemporaryFile.create(directory)) {
      assertThat(left).doesNotExist();
      Path file = saved();
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files).hasSize(2).contains(file);
      }
      written.moveTo(directory.resolve("b.chat"));
    }
    assertThat(directory.resolve("b.chat")).exists();
  }

  @Test
  void savesIntoNoPipeOrDevice() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/zero")), "There is no /dev/zero");
    Path device = Files.createSymbolicLink(directory.resolve("zero"), Path.of("/dev/zero"));
    assertThatThrownBy(() -> chat.save(device, Map.of()))
        .hasMessageContaining("A device where a file is expected");
    assertThatThrownBy(() -> chat.load(device, _ -> {}))
        .hasMessageContaining("A device where a file is expected");
    assertThat(device).isSymbolicLink();
  }
}
