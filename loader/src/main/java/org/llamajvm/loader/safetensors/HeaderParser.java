package org.llamajvm.loader.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonProblem;
import org.llamajvm.format.ModelFormatException;

/** The JSON of a safetensors header: its grammar, and the rules that concern one tensor alone. */
final class HeaderParser {

  private static final String METADATA = "__metadata__";

  private final Path file;
  private final long dataOffset;

  HeaderParser(Path file, long dataOffset) {
    this.file = file;
    this.dataOffset = dataOffset;
  }

  SafetensorsHeader parse(byte[] json) throws IOException {
    if (json.length == 0 || json[0] != '{') {
      throw corrupt("header does not begin with '{'");
    }
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (Reader reader =
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        JsonParser parser = factory.createParser(reader)) {
      return parse(parser);
    } catch (CharacterCodingException e) {
      throw corrupt("header is not UTF-8");
    } catch (JsonProcessingException e) {
      throw corrupt("header is not valid JSON: %s%s".formatted(JsonProblem.describe(e), at(e)));
    }
  }

  private static String at(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null ? "" : ", at character " + location.getCharOffset() + " of the header";
  }

  private SafetensorsHeader parse(JsonParser parser) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorInfo> tensors = new ArrayList<>();
    expect(parser.nextToken(), JsonToken.START_OBJECT, "header");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals(METADATA)) {
        expect(value, JsonToken.START_OBJECT, METADATA);
        readMetadata(parser, metadata);
      } else {
        expect(value, JsonToken.START_OBJECT, "tensor '" + name + "'");
        tensors.add(readTensor(parser, name));
      }
    }
    if (parser.nextToken() != null) {
      throw corrupt("header goes on after its JSON object");
    }
    return new SafetensorsHeader(metadata, tensors, dataOffset);
  }

  private void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
      metadata.put(key, parser.getText());
    }
  }

  private TensorInfo readTensor(JsonParser parser, String name) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      String what = key + " of tensor '" + name + "'";
      switch (key) {
        case "dtype" -> {
          expect(value, JsonToken.VALUE_STRING, what);
          dtype = parser.getText();
        }
        case "shape" -> shape = readNaturals(parser, value, what);
        case "data_offsets" -> offsets = readNaturals(parser, value, what);
        default -> throw corrupt("tensor '%s' has an unknown entry '%s'".formatted(name, key));
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw corrupt("tensor '%s' lacks dtype, shape or data_offsets".formatted(name));
    }
    return tensor(name, dtype, shape, offsets);
  }

  private TensorInfo tensor(String name, String dtypeName, List<Long> shape, List<Long> offsets)
      throws ModelFormatException {
    Dtype dtype =
        Dtype.ofName(dtypeName)
            .orElseThrow(() ->
                ModelFormatException.unsupported(
                    file,
                    SafetensorsHeader.LENGTH_BYTES,
                    SafetensorsHeader.WHAT,
                    "tensor '%s' has the unknown dtype '%s'".formatted(name, dtypeName)));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw corrupt(
          "data_offsets of tensor '%s' are %s, expected a begin and an end not before it"
              .formatted(name, offsets));
    }
    if (offsets.get(1) > Long.MAX_VALUE - dataOffset) {
      throw corrupt("data_offsets of tensor '%s' are beyond any file".formatted(name));
    }
    long bytes = offsets.get(1) - offsets.get(0);
    long expected = byteSize(name, dtype, shape);
    if (bytes != expected) {
      throw corrupt(
          "tensor '%s' of %s %s has %d bytes, expected %d"
              .formatted(name, dtype, shape, bytes, expected));
    }
    return new TensorInfo(name, dtype, shape, file, dataOffset + offsets.get(0), bytes);
  }

  private long byteSize(String name, Dtype dtype, List<Long> shape) throws ModelFormatException {
    long bits = dtype.bits();
    try {
      // A zero anywhere makes the tensor empty, but the other sizes must not overflow either.
      long product = 1;
      for (long size : shape) {
        product = Math.multiplyExact(product, Math.max(size, 1));
      }
      bits = Math.multiplyExact(bits, shape.contains(0L) ? 0 : product);
    } catch (ArithmeticException e) {
      throw corrupt("shape %s of tensor '%s' overflows".formatted(shape, name));
    }
    if (bits % 8 != 0) {
      throw corrupt("tensor '%s' of %s %s does not fill whole bytes".formatted(name, dtype, shape));
    }
    return bits / 8;
  }

  private List<Long> readNaturals(JsonParser parser, JsonToken value, String what)
      throws IOException {
    expect(value, JsonToken.START_ARRAY, what);
    List<Long> numbers = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      expect(t, JsonToken.VALUE_NUMBER_INT, what);
      long number = parser.getLongValue();
      if (number < 0) {
        throw corrupt("%s holds %d, expected no negative number".formatted(what, number));
      }
      numbers.add(number);
    }
    return numbers;
  }

  private void expect(JsonToken actual, JsonToken expected, String what)
      throws ModelFormatException {
    if (actual != expected) {
      throw corrupt("%s is %s, expected %s".formatted(what, text(actual), text(expected)));
    }
  }

  private static String text(JsonToken token) {
    return switch (token) {
      case null -> "cut off";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> token.name();
    };
  }

  private ModelFormatException corrupt(String detail) {
    return ModelFormatException.corrupt(
        file, SafetensorsHeader.LENGTH_BYTES, SafetensorsHeader.WHAT, detail);
  }
}
