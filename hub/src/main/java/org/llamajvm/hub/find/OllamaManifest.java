package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.PlainFile;

/**
 * What a manifest of ollama says.
 *
 * @param model the GGUF file
 * @param blobs all files, the model first
 * @param bytes of the model
 * @param settings what lies beside the model
 */
record OllamaManifest(Path model, List<Path> blobs, long bytes, StoredSettings settings) {

  private static final String KIND = "application/vnd.ollama.image.";
  private static final Pattern DIGEST = Pattern.compile("sha256[:-]([0-9a-f]{64})");
  private static final int LONGEST_TEXT = 1 << 20;

  /** Those that are numbers and have a meaning here. */
  private static final Set<String> PARAMETERS =
      Set.of(
          "temperature",
          "top_k",
          "top_p",
          "min_p",
          "repeat_penalty",
          "presence_penalty",
          "frequency_penalty",
          "repeat_last_n",
          "seed",
          "num_ctx",
          "num_predict");

  /**
   * Reads a manifest and the small blobs that it names.
   *
   * @param store the directory of the blobs
   * @return nothing if it has no model
   * @throws org.llamajvm.format.ModelException if it is not what ollama writes
   * @throws IOException if a file cannot be read
   */
  static Optional<OllamaManifest> read(Path file, Path store) throws IOException {
    JsonObject manifest = JsonObject.read(file);
    Path model = null;
    List<Path> blobs = new ArrayList<>();
    SettingsReader settings = new SettingsReader();
    for (JsonObject layer : manifest.objects("layers")) {
      Path blob = blob(layer, store);
      String kind = layer.text("mediaType");
      if (kind.equals(KIND + "model") && model == null) {
        model = blob;
        blobs.addFirst(blob);
      } else {
        settings.add(kind.startsWith(KIND) ? kind.substring(KIND.length()) : kind, blob);
        blobs.add(blob);
      }
    }
    if (model == null) {
      return Optional.empty();
    }
    Optional<JsonObject> config = manifest.optionalObject("config");
    if (config.isPresent()) {
      blobs.add(blob(config.get(), store));
    }
    long bytes = Files.isRegularFile(model) ? Files.size(model) : 0;
    return Optional.of(new OllamaManifest(model, blobs, bytes, settings.settings()));
  }

  private static Path blob(JsonObject layer, Path store) throws IOException {
    Matcher digest = DIGEST.matcher(layer.text("digest"));
    if (!digest.matches()) {
      throw layer.wrong("digest", "sha256: and 64 hexadecimal digits");
    }
    return store.resolve("sha256-" + digest.group(1));
  }

  /** Collects the layers beside the model. */
  private static final class SettingsReader {

    private Optional<String> system = Optional.empty();
    private Optional<String> template = Optional.empty();
    private final Map<String, Double> numbers = new TreeMap<>();
    private final List<String> stop = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    void add(String kind, Path blob) throws IOException {
      if (Files.notExists(blob)) {
        return; // whoever uses the model is told
      }
      switch (kind) {
        case "system" -> system = Optional.of(text(blob));
        case "template" -> template = Optional.of(text(blob));
        case "params" -> addParameters(blob);
        case "license" -> {}
        case "adapter" ->
            ignored.add("an adapter (LoRA), without which the model answers otherwise");
        case "projector" -> ignored.add("a projector for images");
        case "messages" -> ignored.add("messages that begin every conversation");
        default -> ignored.add(kind);
      }
    }

    private static String text(Path blob) throws IOException {
      return new String(PlainFile.read(blob, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    private void addParameters(Path blob) throws IOException {
      JsonObject parameters =
          JsonObject.parse(blob, PlainFile.read(blob, LONGEST_TEXT), ConfigDialect.CONFIG);
      for (String name : parameters.keys()) {
        switch (parameters.value(name)) {
          case Number number when PARAMETERS.contains(name) ->
              numbers.put(name, number.doubleValue());
          case String text when name.equals("stop") -> stop.add(text);
          case List<?> _ when name.equals("stop") -> stop.addAll(parameters.texts(name));
          case null, default -> ignored.add("parameter " + name);
        }
      }
    }

    StoredSettings settings() {
      return new StoredSettings(system, template, numbers, stop, ignored);
    }
  }
}
