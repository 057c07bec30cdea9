package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Sha256;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;

/** Conversations in files whose checksum is right and whose contents are not. */
class CraftedChatFileTest {

  private static final int HEADER = 16;
  private static final int CHECKSUM = 32;
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedDecoder decoder = new ScriptedDecoder(200);
  private final ChatSession chat = open(decoder);

  @TempDir private Path directory;
  private Path file;

  private static ChatSession open(ScriptedDecoder over) {
    PieceTokenizer tokenizer = new PieceTokenizer();
    return new ChatSession(
        new Session(tokenizer, over, new int[] {PieceTokenizer.END}),
        new ChatTokens(tokenizer),
        ChatTemplate.parse("test", PieceTokenizer.TEMPLATE, Map.of()),
        () -> "model");
  }

  @BeforeEach
  void save() throws IOException {
    chat.ask("first", GenerateOptions.defaults(), _ -> {}, new Cancellation());
    file = directory.resolve("a.chat");
    chat.save(file, Map.of("temperature", "0.5"));
  }

  private static Arguments header(String name, String expected, Consumer<ObjectNode> change) {
    return Arguments.of(name, expected, change);
  }

  private static ArrayNode array(ObjectNode header, String name) {
    return (ArrayNode) header.get(name);
  }

  static Stream<Arguments> headers() {
    String end = String.valueOf(PieceTokenizer.END + 1);
    return Stream.of(
        header(
            "cached token beyond the vocabulary",
            "token " + end + " where the vocabulary has " + end + " tokens",
            h -> array(h, "cached_tokens").set(0, PieceTokenizer.END + 1)),
        header(
            "known token beyond the vocabulary",
            "token 2147483647 where the vocabulary has",
            h -> array(h, "known_tokens").set(0, Integer.MAX_VALUE)),
        header(
            "negative token",
            "element 1 of 'cached_tokens' is -1",
            h -> array(h, "cached_tokens").set(1, -1)),
        header(
            "token that is no number",
            "element 0 of 'known_tokens' is \"7\"",
            h -> array(h, "known_tokens").set(0, "7")),
        header(
            "token larger than an int",
            "element 0 of 'cached_tokens' is 4294967297",
            h -> array(h, "cached_tokens").set(0, 4294967297L)),
        header(
            "more tokens than the cache has",
            "expected a KV cache of",
            h -> array(h, "cached_tokens").add(1)),
        header(
            "fewer tokens than the cache has",
            "expected a KV cache of",
            h -> array(h, "cached_tokens").remove(0)),
        header(
            "another length of the cache",
            "bytes of KV cache announced",
            h -> h.put("cache_bytes", Long.MAX_VALUE)),
        header("end beyond the text", "'known_ends'", h -> array(h, "known_ends").set(0, 1 << 30)),
        header(
            "end beyond the tokens", "'known_ends'", h -> array(h, "known_ends").set(1, 1 << 30)),
        header("half an end", "'known_ends'", h -> array(h, "known_ends").remove(1)),
        header("ends that go back", "'known_ends'", h -> array(h, "known_ends").add(1).add(1)),
        header(
            "negative number of turns",
            "negative number of forgotten turns: -1",
            h -> h.put("forgotten_turns", -1)),
        header("message without a role", "'role'", h -> array(h, "messages").addObject()),
        header("message that is none", "'messages[", h -> array(h, "messages").add(3)),
        header("messages that are none", "'messages'", h -> h.put("messages", "none")),
        header("text that is none", "'text'", h -> array(h, "known_text").addObject()),
        header("settings that are none", "'settings'", h -> h.putNull("settings")),
        header("no model", "'model'", h -> h.remove("model")),
        header("no layout", "'layout'", h -> h.remove("layout")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void refusesAHeader(String name, String expected, Consumer<ObjectNode> change)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(HEADER - 4);
    ObjectNode header =
        (ObjectNode) JSON.readTree(Arrays.copyOfRange(bytes, HEADER, HEADER + length));
    change.accept(header);
    byte[] cache = Arrays.copyOfRange(bytes, HEADER + length, bytes.length - CHECKSUM);
    byte[] crafted = craft(JSON.writeValueAsBytes(header), cache);
    refuses(crafted, expected);
  }

  @Test
  void refusesAHeaderThatIsNoJson() throws IOException {
    refuses(craft("{\"model\":".getBytes(StandardCharsets.UTF_8), new byte[0]), "header");
    refuses(craft("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), new byte[0]), "header");
  }

  @Test
  void refusesALengthBeyondTheFile() throws IOException {
    for (int length : List.of(Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 20)) {
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(HEADER - 4, length);
      refuses(
          bytes,
          "Truncated conversation: expected %d bytes or more"
              .formatted(HEADER + Integer.toUnsignedLong(length) + CHECKSUM));
    }
  }

  @Test
  void refusesAHeaderThatNoConversationHas() throws IOException {
    Path large = directory.resolve("large.chat");
    ByteBuffer start = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    start.put("LLAMCHAT".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(1 << 30);
    try (var channel =
        Files.newByteChannel(
            large,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(start.flip());
      channel.position(1L << 31).write(ByteBuffer.allocate(1)); // the rest is a hole
    }
    assertThatThrownBy(() -> chat.load(large, _ -> {}))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected a header of");
  }

  private static byte[] craft(byte[] header, byte[] cache) {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER + header.length + cache.length + CHECKSUM)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("LLAMCHAT".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(header.length);
    bytes.put(header).put(cache);
    bytes.put(Sha256.digest().digest(Arrays.copyOf(bytes.array(), bytes.position())));
    return bytes.array();
  }

  private void refuses(byte[] crafted, String expected) throws IOException {
    Files.write(file, crafted);
    List<Message> before = chat.messages();
    int[] cached = decoder.cached();
    assertThatThrownBy(() -> chat.load(file, _ -> {}))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining(file.toString());
    assertThat(chat.messages()).isEqualTo(before);
    assertThat(decoder.cached()).isEqualTo(cached);
    assertThat(Files.readAllBytes(file)).isEqualTo(crafted);
  }

  @Test
  void acceptsWhatItHasWritten() throws IOException {
    ChatSession other = open(new ScriptedDecoder(200));
    assertThat(other.load(file, _ -> {})).isEqualTo(new ChatSession.Loaded(true, true));
    assertThat(other.messages()).isEqualTo(chat.messages());
  }
}
