package org.llamajvm.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.llamajvm.format.ForeignText;
import org.llamajvm.models.ModelSummary;
import org.llamajvm.models.architecture.Llama4;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.models.source.StoredTensor;

/**
 * What is told of a model.
 *
 * @param summary the model
 * @param machine the memory there is
 * @param withTensors whether to list the tensors
 */
public record ModelReport(ModelSummary summary, MachineMemory machine, boolean withTensors) {

  /** The sliding window, and how many layers have one if not all. */
  private static String window(ModelConfig config) {
    long windows = config.windows().stream().filter(window -> window > 0).count();
    if (windows == 0) {
      return "";
    }
    String kind = config.architecture() instanceof Llama4 ? "chunks" : "sliding window";
    String window = ", %s of %d".formatted(kind, config.slidingWindow());
    return windows == config.layers()
        ? window
        : window + " in %d of %s".formatted(windows, Plural.of(config.layers(), "layer"));
  }

  /**
   * A table for people.
   *
   * @param columns cells of a line; 0 for as many as are needed
   */
  public String text(int columns) {
    LabelledText text = new LabelledText(columns);
    ModelConfig config = summary.config();
    text.add("Model", summary.directory());
    text.add("Architecture", config.architecture().className());
    String active =
        summary.activeParameters() == summary.parameters()
            ? ""
            : ", of which a token uses " + Sizes.count(summary.activeParameters());
    text.add("Parameters", Sizes.count(summary.parameters()) + active);
    text.add(
        "Shape",
        "%s, hidden %d, intermediate %d"
            .formatted(
                Plural.of(config.layers(), "layer"),
                config.hiddenSize(),
                config.intermediateSize()));
    text.add(
        "Attention",
        "%s of %d, %s%s"
            .formatted(
                Plural.of(config.attentionHeads(), "head"),
                config.headSize(),
                Plural.of(config.keyValueHeads(), "key/value head"),
                window(config)));
    text.add("Embeddings", config.tiedEmbeddings() ? "tied to the output" : "not tied");
    text.add("Context", Plural.of(config.maxPositions(), "token"));
    text.add(
        "Tokenizer",
        "%d tokens for %d logits".formatted(summary.tokenizerTokens(), config.vocabularySize()));
    text.add("Ends at", summary.generationConfig().eosIds());
    new TreeMap<>(summary.matrices())
        .forEach((form, count) -> text.add("Weights", Sizes.count(count) + " in " + form));
    text.add("Bits", "%.2f a weight".formatted(summary.bitsPerWeight()));
    dtypes().forEach((dtype, count) -> text.add("Tensors", count + " of " + dtype));
    summary
        .files()
        .forEach(file -> text.add("File", file.name() + ", " + Sizes.text(file.bytes())));
    MemoryEstimate memory = summary.memory();
    text.add(
        "Memory",
        "%s for %s: weights %s (mapped)%s, KV cache %s, scratch %s"
            .formatted(
                Sizes.text(summary.totalBytes()),
                Plural.of(summary.context(), "token"),
                Sizes.text(memory.weights()),
                summary.copiedBytes() == 0
                    ? ""
                    : ", a copy of them in the kernels' order " + Sizes.text(summary.copiedBytes()),
                Sizes.text(memory.cache()),
                Sizes.text(memory.scratch())));
    text.add(
        "Machine",
        "%s, %s free: %s"
            .formatted(
                Sizes.text(machine.totalBytes()), Sizes.text(machine.freeBytes()), verdict()));
    if (summary.copiedBytes() > 0 && summary.hasConvertible()) {
      text.add(
          "Advice",
          "llama convert --from %s --to OTHER-DIR writes the weights in the kernels' order once:"
                  .formatted(summary.directory())
              + " they are not copied then, and the model opens faster");
    }
    return text + (withTensors ? tensorLines() : "");
  }

  private String tensorLines() {
    return summary.tensors().stream()
        .map(ModelReport::line)
        .collect(Collectors.joining("", System.lineSeparator(), ""));
  }

  private static String line(StoredTensor tensor) {
    return "%-5s %-16s %12d  %s  (%s)%n"
        .formatted(
            tensor.type(),
            tensor.shapeText(),
            tensor.bytes(),
            ForeignText.escape(tensor.name()),
            tensor.file());
  }

  private String verdict() {
    if (summary.memory().pinned() + summary.copiedBytes() > machine.totalBytes()) {
      return "too small for this context";
    }
    return summary.totalBytes() > machine.totalBytes()
        ? "runs, but weights are read again and again"
        : "enough";
  }

  private Map<String, Long> dtypes() {
    return summary.tensors().stream()
        .collect(
            Collectors.groupingBy(tensor -> tensor.type(), TreeMap::new, Collectors.counting()));
  }

  /** One object for programs, on one line. */
  public String json() {
    ModelConfig config = summary.config();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", summary.directory().toString());
    root.put("architecture", config.architecture().className());
    root.put("parameters", summary.parameters());
    root.put("active_parameters", summary.activeParameters());
    root.put("layers", config.layers());
    root.put("hidden_size", config.hiddenSize());
    root.put("intermediate_size", config.intermediateSize());
    root.put("attention_heads", config.attentionHeads());
    root.put("key_value_heads", config.keyValueHeads());
    root.put("head_size", config.headSize());
    root.put("sliding_window", config.slidingWindow());
    root.put("tied_embeddings", config.tiedEmbeddings());
    root.put("max_positions", config.maxPositions());
    root.put("vocabulary_size", config.vocabularySize());
    root.put("tokenizer_tokens", summary.tokenizerTokens());
    ArrayNode ends = root.putArray("eos_token_ids");
    summary.generationConfig().eosIds().forEach(ends::add);
    ObjectNode weights = root.putObject("weights");
    new TreeMap<>(summary.matrices()).forEach(weights::put);
    root.put("bits_per_weight", summary.bitsPerWeight());
    ObjectNode dtypes = root.putObject("dtypes");
    dtypes().forEach(dtypes::put);
    ArrayNode files = root.putArray("files");
    summary
        .files()
        .forEach(file -> files.addObject().put("name", file.name()).put("bytes", file.bytes()));
    root.set("memory", memory());
    if (withTensors) {
      ArrayNode tensors = root.putArray("tensors");
      summary.tensors().forEach(tensor -> tensors.add(tensor(tensor)));
    }
    return root + System.lineSeparator();
  }

  private ObjectNode memory() {
    MemoryEstimate need = summary.memory();
    ObjectNode memory = JsonNodeFactory.instance.objectNode();
    memory.put("context", summary.context());
    memory.put("weights_bytes", need.weights());
    memory.put("copied_weights_bytes", summary.copiedBytes());
    memory.put("kv_cache_bytes", need.cache());
    memory.put("scratch_bytes", need.scratch());
    memory.put("total_bytes", summary.totalBytes());
    memory.put("machine_total_bytes", machine.totalBytes());
    memory.put("machine_free_bytes", machine.freeBytes());
    return memory;
  }

  private static ObjectNode tensor(StoredTensor tensor) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", tensor.name());
    node.put("dtype", tensor.type());
    ArrayNode shape = node.putArray("shape");
    tensor.shape().forEach(shape::add);
    node.put("file", tensor.file());
    node.put("offset", tensor.offset());
    node.put("bytes", tensor.bytes());
    return node;
  }
}
