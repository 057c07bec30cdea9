package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.cli.Cli.Result;

/**
 * Constraints where the embedding has more rows than the tokenizer has tokens, and where it has
 * fewer: the rows count.
 */
class VocabularySizeTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final int ROW_BYTES = 32 * 2;

  @TempDir private Path directory;

  /** A copy of the tiny model, whose tokenizer has 320 tokens, with another number of rows. */
  private Path model(int rows) throws IOException {
    Path model = Cli.copyOfTiny(directory);
    Path config = model.resolve("config.json");
    ObjectNode entries = (ObjectNode) MAPPER.readTree(config.toFile());
    Files.writeString(config, entries.put("vocab_size", rows).toString());
    Path shard = model.resolve("model-00001-of-00002.safetensors");
    Files.write(shard, withRows(Files.readAllBytes(shard), rows));
    return model;
  }

  /** The embedding comes first in the file; what follows it moves. */
  private static byte[] withRows(byte[] file, int rows) throws IOException {
    int start = 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    ObjectNode header = (ObjectNode) MAPPER.readTree(Arrays.copyOfRange(file, 8, start));
    int old = header.at("/" + EMBEDDING + "/data_offsets/1").intValue();
    int size = rows * ROW_BYTES;
    ((ArrayNode) header.at("/" + EMBEDDING + "/shape")).set(0, rows);
    header.forEach(tensor -> {
      if (tensor.get("data_offsets") instanceof ArrayNode offsets) {
        for (int i = 0; i < 2; i++) {
          int offset = offsets.get(i).intValue();
          offsets.set(i, offset == 0 ? 0 : offset - old + size);
        }
      }
    });
    byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] embedding = Arrays.copyOf(Arrays.copyOfRange(file, start, start + old), size);
    ByteBuffer out =
        ByteBuffer.allocate(8 + head.length + file.length - start - old + size)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(head.length)
        .put(head)
        .put(embedding)
        .put(file, start + old, file.length - start - old);
    return out.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 352})
  void benchHoldsTextOfEveryRow(int rows) throws IOException {
    Result result =
        Cli.run(
            "bench",
            "-m",
            model(rows).toString(),
            "-p",
            "0",
            "-n",
            "8",
            "-r",
            "1",
            "-t",
            "1",
            "--regex",
            "[0-9]*",
            "-o",
            "json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(MAPPER.readTree(result.out()).get(0).get("constraint_cost").isNumber()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 352})
  void generateHoldsTextOfEveryRow(int rows) throws IOException {
    Result result =
        Cli.run("generate", "-m", model(rows).toString(), "-p", "The sea", "--regex", "[0-9]{9}");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).matches("[0-9]{9}");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 352})
  void maskBenchTakesTokensThatTheModelHas(int rows) throws IOException {
    Path schemas =
        Files.writeString(
            directory.resolve("schemas.jsonl"),
            """
            {"name": "n", "schema": {"type": "string"}, "tests": [\
            {"valid": true, "data": "The sea is wide"}, {"valid": false, "data": 7}]}
            """);
    Result result = Cli.run("mask-bench", schemas.toString(), model(rows).toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .startsWith("schemas 1, refused schemas 0, valid refused 0, invalid accepted 0");
  }
}
