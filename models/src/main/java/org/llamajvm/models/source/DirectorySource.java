package org.llamajvm.models.source;

import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.loader.safetensors.TensorInfo;
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
      String what = Files.exists(directory) ? "is not a directory" : "does not exist";
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
    return new Weights(reader(), Optional.empty());
  }

  @Override
  public WeightSource shapes() throws IOException {
    return new Weights(reader(), Optional.of(new Zeros()));
  }

  private WeightReader reader() throws IOException {
    return new WeightReader(store, QuantizationConfig.parse(config()));
  }

  /**
   * The tensors of the store.
   *
   * @param zeros what vectors are instead of what the files have, if anything
   */
  private record Weights(WeightReader reader, Optional<Zeros> zeros) implements WeightSource {

    @Override
    public boolean has(String name) {
      return reader.has(name);
    }

    @Override
    public Matrix matrix(String module, int rows, int cols) throws ModelException {
      return reader.matrix(module, rows, cols);
    }

    @Override
    public Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
      return reader.stacked(module, count, rows, cols);
    }

    @Override
    public float[] vector(String name, int length) throws ModelException {
      if (zeros.isEmpty()) {
        return reader.vector(name, length);
      }
      reader.checkVector(name, length);
      return zeros.get().of(length);
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
  }
}
