package org.llamajvm.models;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The header of a {@link ChatFile}: one JSON object of {@code model} (fingerprint), {@code
 * settings} (strings by name), {@code messages} (objects of {@code role} and whatever else a
 * message has), {@code forgotten_turns}, {@code known_text} (objects of {@code text} and {@code
 * trusted}), {@code known_tokens} and {@code known_ends} (see {@link KnownText}), {@code
 * cached_tokens}, {@code layout} and {@code cache_bytes} (of the KV cache).
 */
final class ChatHeader {

  private static final String SETTINGS = "settings";
  private static final String ROLE = "role";
  private static final String KNOWN_TEXT = "known_text";
  private static final String KNOWN_TOKENS = "known_tokens";
  private static final String KNOWN_ENDS = "known_ends";
  private static final int OFFSET = 16;

  private ChatHeader() {}

  static byte[] write(ChatState state, long cacheBytes) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("model", state.model());
    root.put(SETTINGS, state.settings());
    root.put("messages", state.messages().stream().map(ChatHeader::map).toList());
    root.put("forgotten_turns", state.forgottenTurns());
    root.put(
        KNOWN_TEXT,
        state.known().spans().stream()
            .map(span -> Map.of("text", span.text(), "trusted", span.trusted()))
            .toList());
    root.put(KNOWN_TOKENS, list(state.known().tokens()));
    root.put(KNOWN_ENDS, list(state.known().ends()));
    root.put("cached_tokens", list(state.cachedTokens()));
    root.put("layout", state.layout());
    root.put("cache_bytes", cacheBytes);
    return JsonText.compact(root).getBytes(StandardCharsets.UTF_8);
  }

  private static List<Integer> list(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static Map<String, Object> map(Message message) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(ROLE, message.role());
    map.putAll(message.fields());
    return map;
  }

  /**
   * Reads a header.
   *
   * @param cacheBytes how many bytes follow it
   * @throws ModelException if a member is missing, is of another type, or says what cannot be
   */
  static ChatState read(Path file, byte[] bytes, long cacheBytes) throws ModelException {
    JsonObject root = JsonObject.parse(file, bytes, new Dialect());
    Map<String, String> settings = new TreeMap<>();
    JsonObject said = root.object(SETTINGS);
    said.keys().forEach(key -> settings.put(key, String.valueOf(said.value(key))));
    long announced = root.longInteger("cache_bytes");
    if (announced != cacheBytes) {
      throw corrupt(
          file, "%d bytes of KV cache announced, %d found".formatted(announced, cacheBytes));
    }
    int forgotten = root.integer("forgotten_turns", Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (forgotten < 0) {
      throw corrupt(file, "a negative number of forgotten turns: " + forgotten);
    }
    List<Message> messages = new ArrayList<>();
    for (JsonObject message : root.objects("messages")) {
      Map<String, Object> fields = message.toMap();
      fields.remove(ROLE);
      messages.add(new Message(message.text(ROLE), fields));
    }
    return new ChatState(
        root.text("model"),
        settings,
        messages,
        forgotten,
        known(root),
        numbers(root, "cached_tokens"),
        root.text("layout"));
  }

  private static KnownText known(JsonObject root) throws ModelException {
    List<Span> spans = new ArrayList<>();
    for (JsonObject span : root.objects(KNOWN_TEXT)) {
      String text = span.text("text");
      boolean trusted =
          span.optionalFlag("trusted").orElseThrow(() -> span.wrong("trusted", "true or false"));
      spans.add(new Span(text, trusted));
    }
    KnownText known = new KnownText(spans, numbers(root, KNOWN_TOKENS), numbers(root, KNOWN_ENDS));
    if (!known.isConsistent()) {
      throw corrupt(
          root.file(), "'%s' is not that of the text and its tokens".formatted(KNOWN_ENDS));
    }
    return known;
  }

  private static int[] numbers(JsonObject root, String name) throws ModelException {
    if (!(root.value(name) instanceof List<?> items)) {
      throw root.wrong(name, "an array");
    }
    int[] numbers = new int[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(items.get(i) instanceof Integer number) || number < 0) {
        throw corrupt(
            root.file(),
            "element %d of '%s' is %s, expected a number from 0 on"
                .formatted(i, name, JsonText.compact(items.get(i))));
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private static ModelFormatException corrupt(Path file, String problem) {
    return ModelFormatException.corrupt(file, OFFSET, "header of a conversation", problem);
  }

  private static final class Dialect implements JsonDialect {

    @Override
    public boolean isStrict() {
      return false;
    }

    @Override
    public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
      return switch (fault) {
        case EMPTY -> corrupt(file, "it is empty");
        case NO_OBJECT -> corrupt(file, detail + ", expected a JSON object");
        case TOO_LARGE, CUT, MALFORMED, TRAILING -> corrupt(file, detail);
      };
    }

    @Override
    public ModelException wrong(JsonObject object, String key, String expected) {
      return corrupt(
          object.file(),
          "member '%s' is not what is expected: %s".formatted(key, object.type(key)));
    }
  }
}
