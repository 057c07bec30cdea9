package org.llamajvm.loader.safetensors;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonStream;
import org.llamajvm.format.JsonStream.Piece;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.NotJsonException;

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
    try (JsonStream stream = JsonStream.of(json)) {
      return parse(stream);
    } catch (CharacterCodingException e) {
      throw corrupt("header is not UTF-8");
    } catch (NotJsonException e) {
      throw corrupt("header is not valid JSON: %s of the header".formatted(e.getMessage()));
    }
  }

  private SafetensorsHeader parse(JsonStream stream) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorInfo> tensors = new ArrayList<>();
    expect(stream.next(), Piece.OBJECT, "header", "");
    while (stream.next() != Piece.OBJECT_END) {
      String name = stream.text();
      Piece value = stream.next();
      if (name.equals(METADATA)) {
        expect(value, Piece.OBJECT, METADATA, "");
        readMetadata(stream, metadata);
      } else {
        expect(value, Piece.OBJECT, "tensor", name);
        tensors.add(readTensor(stream, name));
      }
    }
    if (stream.next() != Piece.END) {
      throw corrupt("header goes on after its JSON object");
    }
    return new SafetensorsHeader(metadata, tensors, dataOffset);
  }

  private void readMetadata(JsonStream stream, Map<String, String> metadata) throws IOException {
    while (stream.next() != Piece.OBJECT_END) {
      String key = stream.text();
      expect(stream.next(), Piece.STRING, METADATA, key);
      metadata.put(key, stream.text());
    }
  }

  private TensorInfo readTensor(JsonStream stream, String name) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (stream.next() != Piece.OBJECT_END) {
      String key = stream.text();
      Piece value = stream.next();
      switch (key) {
        case "dtype" -> {
          expect(value, Piece.STRING, "dtype of tensor", name);
          dtype = stream.text();
        }
        case "shape" -> shape = readNaturals(stream, value, key, name);
        case "data_offsets" -> offsets = readNaturals(stream, value, key, name);
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

  private List<Long> readNaturals(JsonStream stream, Piece value, String key, String tensor)
      throws IOException {
    String what = key.equals("shape") ? "shape of tensor" : "data_offsets of tensor";
    expect(value, Piece.ARRAY, what, tensor);
    List<Long> numbers = new ArrayList<>();
    for (Piece t = stream.next(); t != Piece.ARRAY_END; t = stream.next()) {
      expect(t, Piece.WHOLE_NUMBER, what, tensor);
      long number = stream.number();
      if (number < 0) {
        throw corrupt(
            "%s '%s' holds %d, expected no negative number".formatted(what, tensor, number));
      }
      numbers.add(number);
    }
    return numbers;
  }

  /**
   * @param name of what is meant, empty if it has none
   */
  private void expect(Piece actual, Piece expected, String kind, String name)
      throws ModelFormatException {
    if (actual != expected) {
      String what = name.isEmpty() ? kind : kind + " '" + name + "'";
      throw corrupt("%s is %s, expected %s".formatted(what, actual.label(), expected.label()));
    }
  }

  private ModelFormatException corrupt(String detail) {
    return ModelFormatException.corrupt(
        file, SafetensorsHeader.LENGTH_BYTES, SafetensorsHeader.WHAT, detail);
  }
}
