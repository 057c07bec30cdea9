package org.llamajvm.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes JSON as a tree: random bytes, which would break its grammar, are read as a list of edits
 * instead. The first byte chooses a document, then four bytes each are an edit: what to do, where,
 * and with what.
 */
final class JsonEdits {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EDIT_BYTES = 4;
  private static final int MOST_EDITS = 40;

  /** Doubling an array again and again must not be what fills the heap. */
  private static final int MOST_ITEMS = 1000;

  /** What values are replaced by. */
  private static final String VALUES =
      """
      [null, true, false, 0, -0.0, 1, -1, 2, 7, 255, 65536, 2147483647, 2147483648, -2147483649,
       9223372036854775807, 9223372036854775808, 1e300, -1e300, 1e-300, 0.5, "", " ", "a", "1",
       "-1", "NaN", "true", "null", "\\u0000", "\\ud83d\\ude00", "\\u001b[31m", "../../x", "(a+)+$",
       "{{ 1 }}", "<s>", [], {}, [[]], [null], {"": null}, {"type": "x"}]
      """;

  private final List<JsonNode> documents;
  private final List<JsonNode> values = new ArrayList<>();
  private final List<String> names;

  /** A node of a document: the value of a key, or an item. */
  private record Place(ContainerNode<?> parent, String key, int index) {

    JsonNode value() {
      return parent instanceof ObjectNode ? parent.get(key) : parent.get(index);
    }

    void set(JsonNode value) {
      if (parent instanceof ObjectNode object) {
        object.set(key, value);
      } else {
        ((ArrayNode) parent).set(index, value);
      }
    }

    void remove() {
      if (parent instanceof ObjectNode object) {
        object.remove(key);
      } else {
        ((ArrayNode) parent).remove(index);
      }
    }
  }

  /**
   * Edits of these documents.
   *
   * @param documents objects
   * @param names further keys that the reader knows
   */
  JsonEdits(List<String> documents, List<String> names) {
    this.documents = documents.stream().map(JsonEdits::parse).toList();
    this.names = List.copyOf(names);
    parse(VALUES).forEach(values::add);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The document that some bytes stand for, as UTF-8. */
  byte[] apply(byte[] program) {
    int chosen = program.length == 0 ? 0 : (program[0] & 0xFF) % documents.size();
    JsonNode document = documents.get(chosen).deepCopy();
    int edits = Math.min(MOST_EDITS, (program.length - 1) / EDIT_BYTES);
    for (int i = 0; i < edits; i++) {
      int at = 1 + i * EDIT_BYTES;
      edit(
          document,
          program[at] & 0xFF,
          program[at + 1] & 0xFF,
          program[at + 2] & 0xFF,
          program[at + 3] & 0xFF);
    }
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void edit(JsonNode document, int what, int where, int with, int other) {
    List<Place> places = new ArrayList<>();
    collect(document, places);
    if (places.isEmpty()) {
      return;
    }
    Place place = places.get(where % places.size());
    JsonNode value = values.get(with % values.size());
    switch (what % 7) {
      case 0 -> place.remove();
      case 1 -> place.set(value.deepCopy());
      case 2 -> place.set(places.get((with << 8 | other) % places.size()).value().deepCopy());
      case 3 -> place.set(JSON.createArrayNode().add(place.value()));
      case 4 -> repeat(place.value());
      case 5 -> rename(place, places.get(with % places.size()).key());
      default -> insert(place, value, other);
    }
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        places.add(new Place(object, entry.getKey(), 0));
        collect(entry.getValue(), places);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        places.add(new Place(array, null, i));
        collect(array.get(i), places);
      }
    }
  }

  private static void repeat(JsonNode value) {
    if (value instanceof ArrayNode array && array.size() < MOST_ITEMS) {
      array.addAll(array.deepCopy());
    }
  }

  private static void rename(Place place, String key) {
    if (place.key() != null && key != null) {
      JsonNode value = place.value();
      place.remove();
      ((ObjectNode) place.parent()).set(key, value);
    }
  }

  private void insert(Place place, JsonNode value, int name) {
    if (place.parent() instanceof ObjectNode object && !names.isEmpty()) {
      object.set(names.get(name % names.size()), value.deepCopy());
    }
  }
}
