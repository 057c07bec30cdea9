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
import org.llamajvm.loader.ModelFormatException;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The header of a {@link ChatFile}: one JSON object of {@code model} (fingerprint), {@code
 * settings} (strings by name), {@code messages} (objects of {@code role} and whatever else a
 * message has), {@code forgotten_turns}, {@code known_text} and {@code known_tokens} (a beginning
 * of the conversation and its tokens), {@code cached_tokens}, {@code layout} and {@code
 * cache_bytes} (of the KV cache).
 */
final class ChatHeader {

  private static final ObjectMapper JSON = new JsonMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> FIELDS =
      new TypeReference<>() {};
  private static final String ROLE = "role";
  private static final int OFFSET = 16;

  private ChatHeader() {}

  static byte[] write(ChatState state, long cacheBytes) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("model", state.model());
    root.set("settings", JSON.valueToTree(state.settings()));
    root.set("messages", JSON.valueToTree(state.messages().stream().map(ChatHeader::map).toList()));
    root.put("forgotten_turns", state.forgottenTurns());
    root.put("known_text", state.knownText());
    root.set("known_tokens", JSON.valueToTree(state.knownTokens()));
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

  static ChatState read(Path file, byte[] bytes) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw corrupt(file, e.getOriginalMessage());
    }
    Map<String, String> settings = new TreeMap<>();
    member(file, root, "settings", JsonNode::isObject)
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : member(file, root, "messages", JsonNode::isArray)) {
      messages.add(message(file, message));
    }
    return new ChatState(
        member(file, root, "model", JsonNode::isTextual).textValue(),
        settings,
        messages,
        member(file, root, "forgotten_turns", JsonNode::isInt).intValue(),
        member(file, root, "known_text", JsonNode::isTextual).textValue(),
        tokens(file, root, "known_tokens"),
        tokens(file, root, "cached_tokens"),
        member(file, root, "layout", JsonNode::isTextual).textValue());
  }

  private static Message message(Path file, JsonNode node) throws IOException {
    String role = member(file, node, ROLE, JsonNode::isTextual).textValue();
    Map<String, Object> fields = JSON.convertValue(node, FIELDS);
    fields.remove(ROLE);
    return new Message(role, fields);
  }

  private static int[] tokens(Path file, JsonNode root, String name) throws IOException {
    JsonNode array = member(file, root, name, JsonNode::isArray);
    int[] tokens = new int[array.size()];
    for (int i = 0; i < tokens.length; i++) {
      if (!array.get(i).isInt()) {
        throw corrupt(file, "element %d of '%s' is not a token id".formatted(i, name));
      }
      tokens[i] = array.get(i).intValue();
    }
    return tokens;
  }

  private static JsonNode member(
      Path file, JsonNode object, String name, Predicate<JsonNode> expected) throws IOException {
    JsonNode value = object.path(name);
    if (!expected.test(value)) {
      throw corrupt(file, "member '%s' is %s".formatted(name, value.getNodeType()));
    }
    return value;
  }

  private static ModelFormatException corrupt(Path file, String problem) {
    return ModelFormatException.corrupt(file, OFFSET, "header of a conversation", problem);
  }
}
