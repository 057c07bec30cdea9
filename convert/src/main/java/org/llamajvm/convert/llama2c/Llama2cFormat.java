package org.llamajvm.convert.llama2c;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.llamajvm.convert.checkpoint.ArenaCheckpoint;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointFormat;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.checkpoint.SideFiles;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.convert.llama.LlamaContent;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.convert.llama.MetaParams;
import org.llamajvm.convert.llama.Weight;
import org.llamajvm.convert.llama.WeightName;
import org.llamajvm.convert.rows.HalfSplitRows;
import org.llamajvm.convert.rows.MappedRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/**
 * One {@code .bin} file as llama2.c's {@code export.py --version 1} writes it: a header, then all
 * weights as float32, kind by kind. {@code tokenizer.bin} beside it becomes {@code
 * tokenizer.model}.
 */
public final class Llama2cFormat implements CheckpointFormat {

  private static final String TOKENIZER = "tokenizer.bin";

  /** Llama's defaults, which llama2.c has in its code and not in its files. */
  private static final double EPSILON = 1e-5;

  private static final double THETA = 10000;

  /** The order of the weights in the file; each kind layer by layer. The head comes last. */
  private static final List<Weight> ORDER =
      List.of(
          Weight.ATTENTION_NORM,
          Weight.FEED_FORWARD_NORM,
          Weight.NORM,
          Weight.EMBEDDINGS,
          Weight.QUERY,
          Weight.KEY,
          Weight.VALUE,
          Weight.ATTENTION_OUTPUT,
          Weight.GATE,
          Weight.DOWN,
          Weight.UP);

  /** A format that may be used any number of times. */
  public Llama2cFormat() {}

  @Override
  public String description() {
    return "one .bin file of version 1 (llama2.c)";
  }

  @Override
  public boolean matches(Path directory) throws IOException {
    return !candidates(directory).isEmpty();
  }

  private static List<Path> candidates(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".bin"))
          .filter(file -> !file.getFileName().toString().startsWith("tokenizer"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  @Override
  public Checkpoint open(Path directory) throws IOException {
    List<Path> candidates = candidates(directory);
    if (candidates.size() != 1) {
      throw ModelFormatException.of(
          candidates.isEmpty() ? Kind.MISSING : Kind.CORRUPT,
          "%d .bin files are in one directory, expected 1".formatted(candidates.size()),
          directory);
    }
    return ArenaCheckpoint.open(arena -> content(directory, candidates.getFirst(), arena));
  }

  private static ArenaCheckpoint.Content content(Path directory, Path path, Arena arena)
      throws IOException {
    MappedFile file = MappedFile.open(path, arena);
    Llama2cHeader header = Llama2cHeader.read(file);
    List<Path> files = new ArrayList<>(List.of(path));
    List<SideFile> sideFiles = new ArrayList<>(SideFiles.in(directory));
    Path tokenizer = directory.resolve(TOKENIZER);
    if (Files.exists(tokenizer) && !Files.exists(directory.resolve("tokenizer.model"))) {
      files.add(tokenizer);
      byte[] model = SentencePieceModel.of(TokenizerBin.read(tokenizer, header.shape()));
      sideFiles.add(new SideFile.Made("tokenizer.model", model));
    }
    return LlamaContent.of(
        "llama2.c checkpoint",
        params(path, header),
        header.shape(),
        tensors(file, header),
        sideFiles,
        files);
  }

  private static List<CheckpointTensor> tensors(MappedFile file, Llama2cHeader header)
      throws ModelFormatException {
    LlamaShape shape = header.shape();
    Map<WeightName, CheckpointTensor> found = new LinkedHashMap<>();
    long offset = Llama2cHeader.BYTES;
    List<Weight> order = new ArrayList<>(ORDER);
    if (!header.sharedHead()) {
      order.add(Weight.HEAD);
    }
    for (Weight weight : order) {
      for (WeightName name : WeightName.all(weight, shape.layers())) {
        Floats tensor = tensor(file, offset, name, shape);
        found.put(name, tensor);
        offset += tensor.byteSize();
      }
    }
    if (offset != file.size()) {
      throw ModelFormatException.corrupt(
          file.path(), offset, "%d bytes follow the last weight".formatted(file.size() - offset));
    }
    return WeightName.all(shape.layers()).stream()
        .filter(found::containsKey)
        .map(found::get)
        .toList();
  }

  private static Floats tensor(MappedFile file, long offset, WeightName name, LlamaShape shape)
      throws ModelFormatException {
    List<Long> sizes = shape.of(name.weight());
    long rows = sizes.size() == 1 ? 1 : sizes.getFirst();
    long rowBytes = sizes.getLast() * Float.BYTES;
    if (rows > (file.size() - offset) / rowBytes) {
      throw ModelFormatException.truncated(
          file.path(),
          offset,
          "'%s' takes %d rows of %d bytes, %d left"
              .formatted(name.meta(), rows, rowBytes, file.size() - offset));
    }
    MemorySegment data = file.slice(offset, rows * rowBytes, name.meta());
    Rows mapped = new MappedRows(file.path(), data, rows, rowBytes);
    return new Floats(
        name.huggingFace(),
        sizes,
        FloatType.F32,
        name.weight().rotary() ? new HalfSplitRows(mapped, shape.headSize()) : mapped);
  }

  private static MetaParams params(Path path, Llama2cHeader header) {
    LlamaShape shape = header.shape();
    return new MetaParams(
        path,
        shape.dim(),
        shape.layers(),
        shape.heads(),
        shape.kvHeads(),
        shape.headSize(),
        shape.hidden(),
        OptionalInt.of(shape.vocabulary()),
        new MetaParams.Rotary(THETA, false, OptionalDouble.empty()),
        EPSILON,
        OptionalInt.of(header.maxPositions()));
  }
}
