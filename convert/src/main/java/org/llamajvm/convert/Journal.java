package org.llamajvm.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.write.ShardWriter;

/**
 * The manifest of a conversion that is under way: {@value #FILE_NAME} in the directory that is
 * written. Its first line says what is being converted and how; each further line tells of a
 * finished file. As long as it is there, the directory is no model. Lines are synced when they are
 * written; a last line that was cut off counts as not written.
 */
final class Journal {

  static final String FILE_NAME = "conversion.partial";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path file;
  private final Map<String, ShardWriter.Shard> finished;

  private Journal(Path file, Map<String, ShardWriter.Shard> finished) {
    this.file = file;
    this.finished = finished;
  }

  /** Whether a conversion into this directory was begun and not finished. */
  static boolean exists(Path directory) {
    return Files.exists(directory.resolve(FILE_NAME));
  }

  /** Begins a journal; one that was there is lost. */
  static Journal begin(Path directory, ObjectNode job) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    Files.deleteIfExists(file);
    append(file, job);
    return new Journal(file, new LinkedHashMap<>());
  }

  /**
   * Reads a journal.
   *
   * @param job what is to be converted now
   * @throws IOException if the journal is of another job
   */
  static Journal resume(Path directory, ObjectNode job) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    String text = Files.readString(file);
    // what follows the last line break was cut off
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<String> lines = whole.lines().toList();
    if (lines.isEmpty()) {
      return begin(directory, job);
    }
    if (!lines.getFirst().equals(job.toString())) {
      throw new IOException(
          "The conversion into %s that did not finish had other inputs or options; --force begins anew"
              .formatted(directory));
    }
    Map<String, ShardWriter.Shard> finished = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      ShardWriter.Shard shard = parse(line);
      finished.put(shard.file().name(), shard);
    }
    Files.writeString(file, whole);
    return new Journal(file, finished);
  }

  /** What is known of a file, if it is finished. */
  Optional<ShardWriter.Shard> finished(String name) {
    return Optional.ofNullable(finished.get(name));
  }

  void add(ShardWriter.Shard shard) throws IOException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("file", shard.file().name());
    line.put("bytes", shard.file().bytes());
    line.put("sha256", shard.file().sha256());
    ObjectNode errors = line.putObject("errors");
    shard
        .errors()
        .forEach(
            (name, error) -> errors.putArray(name).add(error.squaredError()).add(error.power()));
    append(file, line);
    finished.put(shard.file().name(), shard);
  }

  /** Ends the conversion: from now on the directory is a model. */
  void delete() throws IOException {
    Files.delete(file);
  }

  private static void append(Path file, JsonNode line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line.toString() + "\n").getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static ShardWriter.Shard parse(String line) throws JsonProcessingException {
    JsonNode node = MAPPER.readTree(line);
    Map<String, QuantizationError> errors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("errors").properties()) {
      errors.put(
          entry.getKey(),
          new QuantizationError(
              entry.getValue().path(0).doubleValue(), entry.getValue().path(1).doubleValue()));
    }
    return new ShardWriter.Shard(
        new WrittenFile(
            node.path("file").asText(), node.path("bytes").asLong(), node.path("sha256").asText()),
        errors);
  }
}
