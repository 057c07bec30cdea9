package org.llamajvm.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonDialect.Fault;

/** Bytes to the values that {@link JsonObject} holds. */
final class JsonParsing {

  private static final ObjectReader LENIENT = JsonMapper.builder().build().reader();

  private static final ObjectReader STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private JsonParsing() {}

  static Map<String, Object> members(Path file, byte[] bytes, JsonDialect dialect)
      throws ModelException {
    if (bytes.length == 0) {
      throw dialect.unreadable(file, Fault.EMPTY, 0, "");
    }
    if (bytes.length > dialect.mostBytes()) {
      throw dialect.unreadable(file, Fault.TOO_LARGE, -1, String.valueOf(bytes.length));
    }
    JsonNode root = tree(file, bytes, dialect);
    if (!root.isObject()) {
      String found = root.isMissingNode() ? "missing" : root.toString();
      throw dialect.unreadable(file, Fault.NO_OBJECT, 0, found);
    }
    return members(root);
  }

  private static JsonNode tree(Path file, byte[] bytes, JsonDialect dialect) throws ModelException {
    try {
      return (dialect.isStrict() ? STRICT : LENIENT).readTree(bytes);
    } catch (JsonEOFException e) {
      throw dialect.unreadable(file, Fault.CUT, bytes.length, JsonProblem.describe(e));
    } catch (JsonParseException e) {
      throw dialect.unreadable(file, Fault.MALFORMED, offset(e), JsonProblem.describe(e));
    } catch (JsonProcessingException e) {
      throw dialect.unreadable(file, Fault.TRAILING, offset(e), JsonProblem.describe(e));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  private static long offset(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null ? -1 : location.getByteOffset();
  }

  private static Map<String, Object> members(JsonNode object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.properties().forEach(entry -> members.put(entry.getKey(), value(entry.getValue())));
    return members;
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> members(node);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(value(item)));
        yield items;
      }
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      default -> null;
    };
  }
}
