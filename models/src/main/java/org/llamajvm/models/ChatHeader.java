package org.llamajvm.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.llamajvm.format.JsonProblem;
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

  private static final ObjectMapper JSON = new JsonMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> FIELDS =
      new TypeReference<>() {};
  private static final String ROLE = "role";
  private static final String KNOWN_TEXT = "known_text";
  private static final String KNOWN_TOKENS = "known_tokens";
  private static final String KNOWN_ENDS = "known_ends";
  private static final int OFFSET = 16;

  private ChatHeader() {}

  static byte[] write(ChatState state, long cacheBytes) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("model", state.model());
    root.set("settings", JSON.valueToTree(state.settings()));
    root.set("messages", JSON.valueToTree(state.messages().stream().map(ChatHeader::map).toList()));
    root.put("forgotten_turns", state.forgottenTurns());
    root.set(
        KNOWN_TEXT,
        JSON.valueToTree(
            state.known().spans().stream()
                .map(span -> Map.of("text", span.text(), "trusted", span.trusted()))
                .toList()));
    root.set(KNOWN_TOKENS, JSON.valueToTree(state.known().tokens()));
    root.set(KNOWN_ENDS, JSON.valueToTree(state.known().ends()));
    root.set("cached_tokens", JSON.valueToTree(state.cachedTokens()));
    root.put("layout", state.layout());
    root.put("cache_bytes", cacheBytes);
    return JSON.writeValueAsBytes(root);
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
   * @throws ModelFormatException if a member is missing, is of another type, or says what cannot be
   */
  static ChatState read(Path file, byte[] bytes, long cacheBytes) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw corrupt(file, JsonProblem.describe(e));
    }
    Map<String, String> settings = new TreeMap<>();
    member(file, root, "settings", JsonNode::isObject)
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    long announced = member(file, root, "cache_bytes", JsonNode::isIntegralNumber).longValue();
    if (announced != cacheBytes) {
      throw corrupt(
          file, "%d bytes of KV cache announced, %d found".formatted(announced, cacheBytes));
    }
    int forgotten = member(file, root, "forgotten_turns", JsonNode::isInt).intValue();
    if (forgotten < 0) {
      throw corrupt(file, "a negative number of forgotten turns: " + forgotten);
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : member(file, root, "messages", JsonNode::isArray)) {
      messages.add(message(file, message));
    }
    return new ChatState(
        member(file, root, "model", JsonNode::isTextual).textValue(),
        settings,
        messages,
        forgotten,
        known(file, root),
        numbers(file, root, "cached_tokens"),
        member(file, root, "layout", JsonNode::isTextual).textValue());
  }

  private static Message message(Path file, JsonNode node) throws IOException {
    String role = member(file, node, ROLE, JsonNode::isTextual).textValue();
    Map<String, Object> fields = JSON.convertValue(node, FIELDS);
    fields.remove(ROLE);
    return new Message(role, fields);
  }

  private static KnownText known(Path file, JsonNode root) throws IOException {
    List<Span> spans = new ArrayList<>();
    for (JsonNode span : member(file, root, KNOWN_TEXT, JsonNode::isArray)) {
      spans.add(
          new Span(
              member(file, span, "text", JsonNode::isTextual).textValue(),
              member(file, span, "trusted", JsonNode::isBoolean).booleanValue()));
    }
    int[] tokens = numbers(file, root, KNOWN_TOKENS);
    KnownText known = new KnownText(spans, tokens, numbers(file, root, KNOWN_ENDS));
    if (!known.isConsistent()) {
      throw corrupt(file, "'%s' is not that of the text and its tokens".formatted(KNOWN_ENDS));
    }
    return known;
  }

  private static int[] numbers(Path file, JsonNode root, String name) throws IOException {
    JsonNode array = member(file, root, name, JsonNode::isArray);
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!array.get(i).isInt() || array.get(i).intValue() < 0) {
        throw corrupt(
            file,
            "element %d of '%s' is %s, expected a number from 0 on"
                .formatted(i, name, array.get(i)));
      }
      numbers[i] = array.get(i).intValue();
    }
    return numbers;
  }

  private static JsonNode member(
      Path file, JsonNode object, String name, Predicate<JsonNode> expected) throws IOException {
    JsonNode value = object.path(name);
    if (!expected.test(value)) {
      throw corrupt(
          file, "member '%s' is not what is expected: %s".formatted(name, value.getNodeType()));
    }
    return value;
  }

  private static ModelFormatException corrupt(Path file, String problem) {
    return ModelFormatException.corrupt(file, OFFSET, "header of a conversation", problem);
  }
}
