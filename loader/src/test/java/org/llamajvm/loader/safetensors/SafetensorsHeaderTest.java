package org.llamajvm.loader.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.TestFiles;

class SafetensorsHeaderTest {

  private static final String A = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

  @TempDir Path directory;

  private static SafetensorsHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return SafetensorsHeader.read(channel, file);
    }
  }

  @Test
  void readsWhatTheSafetensorsLibraryWrote() throws IOException, URISyntaxException {
    Path file = Path.of(getClass().getResource("mixed.safetensors").toURI());
    JsonNode expected;
    try (InputStream json = getClass().getResourceAsStream("mixed.json")) {
      expected = new JsonMapper().readTree(json);
    }
    byte[] bytes = Files.readAllBytes(file);

    SafetensorsHeader header = read(file);

    assertThat(header.metadata()).isEqualTo(Map.of("format", "pt", "note", "a \\ ü"));
    assertThat(header.tensors()).hasSize(expected.size());
    for (TensorInfo tensor : header.tensors()) {
      JsonNode wanted = expected.get(tensor.name());
      assertThat(tensor.dtype().name()).isEqualTo(wanted.get("dtype").asText());
      assertThat(tensor.shape())
          .isEqualTo(wanted.get("shape").valueStream().map(JsonNode::asLong).toList());
      int begin = (int) tensor.offset();
      byte[] content = Arrays.copyOfRange(bytes, begin, begin + (int) tensor.bytes());
      assertThat(HexFormat.of().formatHex(content)).isEqualTo(wanted.get("hex").asText());
    }
  }

  @Test
  void ordersTensorsByTheirBytes() throws IOException {
    Path file =
        TestFiles.write(
            directory.resolve("m"),
            "{\"b\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]},\"a\":" + A + "}   ",
            9);
    SafetensorsHeader header = read(file);
    assertThat(header.tensors()).extracting(TensorInfo::name).containsExactly("a", "b");
    assertThat(header.tensors().get(1))
        .isEqualTo(new TensorInfo("b", Dtype.U8, List.of(), file, header.dataOffset() + 8, 1));
  }

  @Test
  void readsAFileWithoutTensors() throws IOException {
    assertThat(read(TestFiles.write(directory.resolve("m"), "{}", 0)).tensors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [] | header does not begin with '{'
           ` {}` | header does not begin with '{'
          {"a":@} {} | header goes on after its JSON object
          {"a":@,"a":@} | header is not valid JSON: the key "a" is there twice
          {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}} | header is not valid JSON: the key "dtype" is there twice
          {"__metadata__":{"x":"1","x":"2"},"a":@} | header is not valid JSON: the key "x" is there twice
          {"__metadata__":{"x":1},"a":@} | __metadata__ 'x' is a whole number, expected a string
          {"__metadata__":[],"a":@} | __metadata__ is an array, expected an object
          {"a":7} | tensor 'a' is a whole number, expected an object
          {"a":@ | header is not valid JSON: the JSON ends
          {"a":@,} | header is not valid JSON
          {a:@} | header is not valid JSON
          {"a":{"dtype":"F32","shape":[2]}} | tensor 'a' lacks dtype, shape or data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}} | tensor 'a' has an unknown entry 'x'
          {"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}} | dtype of tensor 'a' is a whole number, expected a string
          {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}} | shape of tensor 'a' is a whole number, expected an array
          {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}} | shape of tensor 'a' is a fraction, expected a whole number
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | shape of tensor 'a' holds -2, expected no negative number
          {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}} | header is not valid JSON: Numeric value
          {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}} | shape [4294967296, 4294967296] of tensor 'a' overflows
          {"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}} | shape [0, 4294967296, 4294967296] of tensor 'a' overflows
          {"a":{"dtype":"F32","shape":[576460752303423488],"data_offsets":[0,8]}} | shape [576460752303423488] of tensor 'a' overflows
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | tensor 'a' of F32 [3] has 8 bytes, expected 12
          {"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}} | tensor 'a' of F4 [3] does not fill whole bytes
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | data_offsets of tensor 'a' are [8, 0], expected a begin and an end not before it
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}} | data_offsets of tensor 'a' are [0]
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}} | data_offsets of tensor 'a' are beyond any file
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 4 bytes before tensor 'a' belong to no tensor
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 bytes after the last tensor belong to no tensor
          {"a":@,"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | tensor 'b' begins at 4, inside tensor 'a', which ends at 8
          """)
  void refusesABrokenHeader(String header, String problem) throws IOException {
    Path file = TestFiles.write(directory.resolve("bad.safetensors"), header.replace("@", A), 8);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith("Corrupt safetensors file: " + problem)
        .hasMessageContaining("(file=" + file + ", offset=")
        .extracting(e -> ((ModelFormatException) e).kind())
        .isEqualTo(Kind.CORRUPT);
  }

  @Test
  void refusesAnUnknownDtype() throws IOException {
    Path file =
        TestFiles.write(directory.resolve("bad"), "{\"a\":" + A.replace("F32", "F7") + "}", 8);
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            "Unsupported safetensors file: tensor 'a' has the unknown dtype 'F7' (file=%s, offset=8)"
                .formatted(file));
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() throws IOException {
    byte[] json = "{\"é\":{}}".getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    Path file =
        Files.write(directory.resolve("bad"), buffer.putLong(json.length).put(json).array());
    assertThatThrownBy(() -> read(file))
        .hasMessageStartingWith("Corrupt safetensors file: header is not UTF-8");
  }

  @Test
  void refusesDeepNesting() throws IOException {
    String nested = "{\"a\":" + "[".repeat(100_000);
    Path file = TestFiles.write(directory.resolve("bad"), nested, 0);
    assertThatThrownBy(() -> read(file)).hasMessageStartingWith("Corrupt safetensors file: ");
  }

  @Test
  void namesHowMuchOfATruncatedFileIsLeft() throws IOException {
    Path whole = TestFiles.write(directory.resolve("whole"), "{\"a\":" + A + "}", 8);
    byte[] bytes = Files.readAllBytes(whole);
    Path file = directory.resolve("cut");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      int header = bytes.length - 16;
      String problem =
          length < 8
              ? "header length takes 8 bytes, %d left (file=%s, offset=0)".formatted(length, file)
              : length < 8 + header
                  ? "header says %d bytes, %d left (file=%s, offset=8)"
                      .formatted(header, length - 8, file)
                  : "tensor 'a' takes 8 bytes, %d left (file=%s, offset=%d)"
                      .formatted(length - 8 - header, file, 8 + header);
      assertThatThrownBy(() -> read(file)).hasMessage("Truncated safetensors file: " + problem);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100000001, '100000001'",
    "-1, '18446744073709551615'",
    "9223372036854775807, '9223372036854775807'"
  })
  void refusesAHeaderOverTheCap(long length, String said) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Path file = Files.write(directory.resolve("bad"), buffer.array());
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            "Corrupt safetensors file: header says %s bytes, at most 100000000 are allowed (file=%s, offset=0)"
                .formatted(said, file));
  }
}
