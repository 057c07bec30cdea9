package org.llamajvm.models.source;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufFiles;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.TensorNames;
import org.llamajvm.loader.gguf.TextLengths;
import org.llamajvm.models.architecture.WeightSource;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.gguf.GgufTokenizer;
import org.llamajvm.tokenizer.gguf.GgufTokenizers;
import org.llamajvm.tokenizer.gguf.GgufVocabulary;

/** A GGUF file, or a split set of them: all of a model in one place. */
public final class GgufSource implements ModelSource {

  private final Path path;
  private final GgufModel model;
  private final Arena copies = Arena.ofShared();
  private GgufTokenizer tokenizer; // made when it is first asked for

  private GgufSource(Path path, GgufModel model) {
    this.path = path;
    this.model = model;
  }

  /**
   * The GGUF file that a path names, if it names one: the file itself, by its name or its first
   * bytes, or the only model of a directory without {@code config.json}.
   *
   * @throws ModelException if a directory has several
   * @throws IOException if it cannot be read
   */
  public static Optional<Path> find(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return Files.exists(path.resolve("config.json")) ? Optional.empty() : GgufFiles.in(path);
    }
    return GgufFiles.isGguf(path) ? Optional.of(path) : Optional.empty();
  }

  /**
   * Opens a file, or the set that it is one of.
   *
   * @throws ModelException if it is no model, not complete, damaged or of a form that is not
   *     supported
   * @throws IOException if a file cannot be read
   */
  public static GgufSource open(Path file) throws IOException {
    return new GgufSource(file, GgufModel.open(file));
  }

  /**
   * Opens a file as {@link #open(Path)} does, for whoever wants no tokenizer: vocabularies whose
   * length is known are passed over.
   *
   * @param lengths what is known, and learns from this file
   * @throws ModelException as {@link #open(Path)}
   * @throws IOException if a file cannot be read
   */
  @SuppressWarnings("exports") // for the modules beside this one
  public static GgufSource open(Path file, TextLengths lengths) throws IOException {
    return new GgufSource(file, GgufModel.open(file, lengths));
  }

  @Override
  public Path path() {
    return path;
  }

  /** The files: borrowed, and valid until the source is closed. */
  @SuppressWarnings("exports") // for the modules beside this one
  public GgufModel model() {
    return model;
  }

  /**
   * Reads what the file says of its tokenizer.
   *
   * @throws ModelException if there is none, or a key has another type
   */
  @SuppressWarnings("exports") // for the modules beside this one
  public GgufVocabulary vocabulary() throws ModelException {
    return GgufVocabularies.read(model.metadata(), model.files().getFirst());
  }

  /**
   * The sources of the chat templates by name; empty if there is none.
   *
   * @throws ModelException if a key has another type
   */
  public Map<String, String> templates() throws ModelException {
    return GgufTemplates.sources(model.metadata());
  }

  @Override
  public JsonObject config() throws ModelException {
    return GgufConfig.read(model);
  }

  @Override
  public WeightSource weights() throws ModelException {
    int headSize = config().integer("head_dim", 1, Integer.MAX_VALUE);
    return new GgufWeights(model, copies, names(), headSize);
  }

  @Override
  public WeightSource shapes() throws ModelException {
    return new GgufShapes(model, names());
  }

  private TensorNames names() throws ModelException {
    return TensorNames.of(GgufConfig.architecture(model.metadata()));
  }

  @Override
  public Tokenizer tokenizer() throws IOException {
    return ggufTokenizer().tokenizer();
  }

  private synchronized GgufTokenizer ggufTokenizer() throws IOException {
    if (tokenizer == null) {
      tokenizer = GgufTokenizers.build(vocabulary());
    }
    return tokenizer;
  }

  @Override
  public GenerationConfig generationDefaults(OptionalInt bosId, List<Integer> eosIds)
      throws IOException {
    return GgufDefaults.read(model.metadata(), ggufTokenizer(), bosId, eosIds);
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() throws IOException {
    Map<String, String> sources = templates();
    return sources.isEmpty()
        ? Optional.empty()
        : Optional.of(ChatTemplate.of(sources, specialTokens(), model.files().getFirst()));
  }

  @Override
  public Map<String, String> specialTokens() throws IOException {
    return GgufTemplates.specialTokens(model.metadata(), tokenizer());
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    for (Path file : model.files()) {
      fingerprint.add(model.header(file));
    }
    for (String name : model.names()) {
      try {
        fingerprint.addTensor(name, model.segment(name));
      } catch (ModelException e) {
        throw new IllegalStateException("The model has named the tensor itself", e);
      }
    }
    return fingerprint.text();
  }

  @Override
  public List<StoredFile> files() throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Path file : model.files()) {
      files.add(new StoredFile(file.getFileName().toString(), Files.size(file)));
    }
    return files;
  }

  @Override
  public List<StoredTensor> tensors() {
    return model.names().stream()
        .map(name -> model.find(name).orElseThrow())
        .map(GgufSource::stored)
        .toList();
  }

  @Override
  public long tensorBytes() {
    return model.tensorBytes();
  }

  private static StoredTensor stored(GgufTensor tensor) {
    return new StoredTensor(
        tensor.name(),
        tensor.type().name(),
        tensor.shape(),
        tensor.file().getFileName().toString(),
        tensor.offset(),
        tensor.bytes());
  }

  @Override
  public ModelException fault() {
    return model.fault();
  }

  @Override
  public void close() {
    model.close();
    if (copies.scope().isAlive()) {
      copies.close();
    }
  }
}
