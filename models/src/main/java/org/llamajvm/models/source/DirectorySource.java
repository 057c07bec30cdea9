package org.llamajvm.models.source;

import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.Mxfp4Layout;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.loader.weights.WeightReader;
import org.llamajvm.models.architecture.WeightSource;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.config.Pooling;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.files.Tokenizers;

/** A directory in the layout that transformers and mlx-lm write. */
public final class DirectorySource implements ModelSource {

  private static final String CONFIG = "config.json";

  private final Path directory;
  private final TensorStore store;
  private final Arena copies = Arena.ofShared();

  private DirectorySource(Path directory, TensorStore store) {
    this.directory = directory;
    this.store = store;
  }

  static DirectorySource open(Path directory) throws IOException {
    return new DirectorySource(directory, TensorStore.open(directory));
  }

  @Override
  public Path path() {
    return directory;
  }

  @Override
  public JsonObject config() throws IOException {
    return readConfig(directory);
  }

  /**
   * Reads the configuration of a directory without opening its weights.
   *
   * @throws ModelException of kind missing if the directory or the file is not there
   * @throws ModelException of kind truncated if the file ends early
   * @throws ModelException of kind corrupt if the file is not a JSON object
   * @throws IOException if the file cannot be read
   */
  public static JsonObject readConfig(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      String what =
          Files.exists(directory) ? "is neither a directory nor a GGUF file" : "does not exist";
      throw ModelFormatException.of(MISSING, "Model " + what + ": " + directory);
    }
    if (!hasConfig(directory)) {
      throw ModelFormatException.of(
          MISSING, "No config.json here, so this is not a model's directory", directory);
    }
    return JsonObject.read(directory.resolve(CONFIG));
  }

  static boolean hasConfig(Path directory) {
    return PlainFile.isThere(directory.resolve(CONFIG));
  }

  @Override
  public WeightSource weights() throws IOException {
    return weights(Optional.empty(), Optional.of(copies));
  }

  @Override
  public WeightSource shapes() throws IOException {
    return weights(Optional.of(new Zeros()), Optional.empty());
  }

  private WeightSource weights(Optional<Zeros> zeros, Optional<Arena> arena) throws IOException {
    return new Weights(
        new WeightReader(store, QuantizationConfig.parse(config())),
        zeros,
        new FusedExperts(store, arena),
        new Mxfp4Copies(store, arena));
  }

  /**
   * The tensors of the store.
   *
   * @param zeros what vectors are instead of what the files have, if anything
   * @param experts those that have to be copied
   * @param mxfp4 matrices that have to be copied
   */
  private record Weights(
      WeightReader reader, Optional<Zeros> zeros, FusedExperts experts, Mxfp4Copies mxfp4)
      implements WeightSource {

    private static final String SINKS = ".sinks";

    @Override
    public boolean has(String name) {
      return reader.has(storedName(name));
    }

    /** Sinks, of which there is one tensor a layer, have no ending in files. */
    @Override
    public String storedName(String name) {
      return name.endsWith(SINKS + ".weight")
          ? name.substring(0, name.lastIndexOf('.'))
          : experts.storedName(name).orElse(name);
    }

    @Override
    public Matrix matrix(String module, int rows, int cols) throws ModelException {
      Optional<Mxfp4Layout> layout = reader.mxfp4(module, rows, cols);
      return layout.isPresent()
          ? mxfp4.of(layout.get(), rows, cols)
          : reader.matrix(module, rows, cols);
    }

    @Override
    public Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
      if (experts.storedName(module + ".weight").isPresent()) {
        return experts.stacked(module, count, rows, cols);
      }
      Optional<Mxfp4Layout> layout = reader.mxfp4(module, count, rows, cols);
      return layout.isPresent()
          ? mxfp4.of(layout.get(), count * rows, cols)
          : reader.stacked(module, count, rows, cols);
    }

    @Override
    public float[] vector(String name, int length) throws ModelException {
      return floats(storedName(name), length);
    }

    @Override
    public float[] vectors(String name, int count, int length) throws ModelException {
      Optional<String> fused = experts.storedName(name);
      return fused.isPresent()
          ? experts.biases(
              floats(fused.get(), FusedExperts.biasShape(name, count, length)), name, length)
          : floats(name, count, length);
    }

    private float[] floats(String name, long... shape) throws ModelException {
      if (zeros.isEmpty()) {
        return reader.floats(name, shape);
      }
      reader.checkFloats(name, shape);
      return zeros.get().of(Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact)));
    }
  }

  @Override
  public Tokenizer tokenizer() throws IOException {
    return Tokenizers.load(directory);
  }

  @Override
  public GenerationConfig generationDefaults(OptionalInt bosId, List<Integer> eosIds)
      throws IOException {
    return GenerationConfig.read(directory, bosId, eosIds);
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() throws IOException {
    return ChatTemplate.load(directory);
  }

  @Override
  public Optional<Pooling> pooling() throws IOException {
    return Pooling.read(directory);
  }

  @Override
  public Map<String, String> specialTokens() throws IOException {
    return ChatTemplate.specialTokens(directory);
  }

  @Override
  public String fingerprint() {
    return DirectoryFingerprint.of(store);
  }

  @Override
  public List<StoredFile> files() throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Path file : store.files()) {
      files.add(new StoredFile(file.getFileName().toString(), Files.size(file)));
    }
    return files;
  }

  @Override
  public List<StoredTensor> tensors() {
    List<StoredTensor> tensors = new ArrayList<>();
    for (String name : store.names()) {
      TensorInfo info = store.find(name).orElseThrow();
      tensors.add(
          new StoredTensor(
              name,
              info.dtype().name(),
              info.shape(),
              info.file().getFileName().toString(),
              info.offset(),
              info.bytes()));
    }
    return tensors;
  }

  @Override
  public ModelException fault() {
    return store.fault();
  }

  @Override
  public void close() {
    store.close();
    if (copies.scope().isAlive()) {
      copies.close();
    }
  }
}
