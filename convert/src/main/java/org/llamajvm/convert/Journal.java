package org.llamajvm.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
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
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.loader.weights.ModelFiles;

/**
 * The manifest of a conversion that is under way: {@value #FILE_NAME} in the directory that is
 * written, or with the name of a GGUF file before it. Its first line says what is being converted
 * and how; each further line tells of a finished file. As long as it is there, a directory is no
 * model. Lines are synced when they are written; a last line that was cut off counts as not
 * written.
 */
final class Journal {

  static final String FILE_NAME = ModelFiles.JOURNAL;

  private static final long MOST_BYTES = 64L << 20;

  private final Path file;
  private final Map<String, ShardWriter.Shard> finished;

  private Journal(Path file, Map<String, ShardWriter.Shard> finished) {
    this.file = file;
    this.finished = finished;
  }

  /** Begins a journal; one that was there is lost. */
  static Journal begin(Path file, String job) throws IOException {
    Files.deleteIfExists(file);
    append(file, job);
    return new Journal(file, new LinkedHashMap<>());
  }

  /**
   * Reads a journal.
   *
   * @param job what is to be converted now
   * @throws ModelFormatException if a line is none of a journal's
   * @throws IOException if the journal is of another job, or cannot be read
   */
  static Journal resume(Path file, String job) throws IOException {
    String text = text(file);
    // what follows the last line break was cut off
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<String> lines = whole.lines().toList();
    if (lines.isEmpty()) {
      return begin(file, job);
    }
    if (!lines.getFirst().equals(job)) {
      throw new IOException(
          "The conversion into %s that did not finish had other inputs or options; --force begins anew"
              .formatted(file.toAbsolutePath().getParent()));
    }
    Map<String, ShardWriter.Shard> finished = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      ShardWriter.Shard shard = shard(file, line);
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
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", shard.file().name());
    line.put("bytes", shard.file().bytes());
    line.put("sha256", shard.file().sha256());
    Map<String, Object> errors = new LinkedHashMap<>();
    shard
        .errors()
        .forEach((name, error) -> errors.put(name, List.of(error.squaredError(), error.power())));
    line.put("errors", errors);
    append(file, JsonText.compact(line));
    finished.put(shard.file().name(), shard);
  }

  /** Ends the conversion: from now on the directory is a model. */
  void delete() throws IOException {
    Files.delete(file);
  }

  private static void append(Path file, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(PlainFile.read(file, MOST_BYTES));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw damaged(file, "it is not UTF-8 text");
    }
  }

  private static ModelFormatException damaged(Path file, String problem) {
    return ModelFormatException.corrupt(
        file,
        "the manifest of the conversion is damaged, %s; --force begins anew".formatted(problem));
  }

  private static ShardWriter.Shard shard(Path file, String line) throws ModelException {
    try {
      return parse(file, line);
    } catch (ModelException e) {
      throw damaged(file, "a line of it does not tell of a file");
    }
  }

  private static ShardWriter.Shard parse(Path file, String line) throws ModelException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    JsonObject object = JsonObject.parse(file, bytes, ConfigDialect.CONFIG);
    Map<String, QuantizationError> errors = new LinkedHashMap<>();
    JsonObject pairs = object.object("errors");
    for (String name : pairs.keys()) {
      List<Double> pair = pairs.numbers(name);
      if (pair.size() != 2) {
        throw pairs.wrong(name, "two numbers");
      }
      errors.put(name, new QuantizationError(pair.get(0), pair.get(1)));
    }
    return new ShardWriter.Shard(
        new WrittenFile(object.text("file"), object.longInteger("bytes"), object.text("sha256")),
        errors);
  }
}
