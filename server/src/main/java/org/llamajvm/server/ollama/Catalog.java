package org.llamajvm.server.ollama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.llamajvm.format.Sha256;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.JsonMap;

/** What there is: one model, which is loaded. */
public final class Catalog {

  /** The version of ollama's protocol that is spoken here. */
  private static final String VERSION = "0.13.0";

  private static final double MILLION = 1e6;
  private static final double BILLION = 1e9;

  private final ServedModel model;

  /** The endpoints. */
  public Catalog(ServedModel model) {
    this.model = model;
  }

  /** GET /api/version. */
  public void version(Exchange exchange) throws IOException {
    exchange.reply(200, JsonMap.of("version", VERSION));
  }

  /** GET /api/tags. */
  public void tags(Exchange exchange) throws IOException {
    exchange.reply(200, JsonMap.of("models", List.of(entry())));
  }

  /** GET /api/ps. */
  public void running(Exchange exchange) throws IOException {
    Map<String, Object> entry = entry();
    entry.put("expires_at", Instant.parse("9999-12-31T00:00:00Z").toString());
    entry.put("size", model.model().memory(model.context()).total());
    entry.put("size_vram", 0);
    entry.put("context_length", model.context());
    exchange.reply(200, JsonMap.of("models", List.of(entry)));
  }

  /** POST /api/show. */
  public void show(Exchange exchange) throws IOException {
    exchange.json();
    exchange.reply(
        200,
        JsonMap.of(
            "modelfile", "",
            "parameters", "",
            "template", model.template().map(template -> template.source()).orElse(""),
            "details", details(),
            "model_info", sizes(),
            "capabilities", capabilities(),
            "modified_at", model.loaded().toString()));
  }

  /** With the names of the keys in a GGUF file. The context is that of the server. */
  private Map<String, Object> sizes() {
    ModelConfig config = model.model().config();
    String family = family();
    return JsonMap.of(
        "general.architecture", family,
        "general.parameter_count", model.model().parameters(),
        family + ".context_length", model.context(),
        family + ".embedding_length", config.hiddenSize(),
        family + ".block_count", config.layers(),
        family + ".vocab_size", config.vocabularySize());
  }

  private List<String> capabilities() {
    if (model.template().isEmpty()) {
      return List.of("completion");
    }
    return ThinkingFormat.of(model.template().get().source()).isPresent()
        ? List.of("completion", "chat", "tools", "thinking")
        : List.of("completion", "chat", "tools");
  }

  private Map<String, Object> entry() {
    return JsonMap.of(
        "name", model.id(),
        "model", model.id(),
        "modified_at", model.loaded().toString(),
        "size", model.model().memory(1).weights(),
        "digest", Sha256.of(model.id().getBytes(StandardCharsets.UTF_8)),
        "details", details());
  }

  private Map<String, Object> details() {
    String format = model.model().path().toString().endsWith(".gguf") ? "gguf" : "safetensors";
    return JsonMap.of(
        "parent_model", "",
        "format", format,
        "family", family(),
        "families", List.of(family()),
        "parameter_size", size(model.model().parameters()),
        "quantization_level",
            String.format(Locale.ROOT, "%.1f bits", model.model().bitsPerWeight()));
  }

  private String family() {
    return model.model().config().architecture().modelType();
  }

  private static String size(long parameters) {
    return parameters < BILLION
        ? String.format(Locale.ROOT, "%.1fM", parameters / MILLION)
        : String.format(Locale.ROOT, "%.1fB", parameters / BILLION);
  }
}
