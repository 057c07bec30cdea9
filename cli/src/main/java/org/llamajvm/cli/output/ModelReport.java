package org.llamajvm.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.llamajvm.format.ForeignText;
import org.llamajvm.models.ModelSummary;
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
    String window = ", sliding window of " + config.slidingWindow();
    return windows == config.layers()
        ? window
        : window + " in %d of %s".formatted(windows, Plural.of(config.layers(), "layer"));
  }

  /** A table for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    ModelConfig config = summary.config();
    row(text, "Model", summary.directory());
    row(text, "Architecture", config.architecture().className());
    String active =
        summary.activeParameters() == summary.parameters()
            ? ""
            : ", of which a token uses " + Sizes.count(summary.activeParameters());
    row(text, "Parameters", Sizes.count(summary.parameters()) + active);
    row(
        text,
        "Shape",
        "%s, hidden %d, intermediate %d"
            .formatted(
                Plural.of(config.layers(), "layer"),
                config.hiddenSize(),
                config.intermediateSize()));
    row(
        text,
        "Attention",
        "%s of %d, %s%s"
            .formatted(
                Plural.of(config.attentionHeads(), "head"),
                config.headSize(),
                Plural.of(config.keyValueHeads(), "key/value head"),
                window(config)));
    row(text, "Embeddings", config.tiedEmbeddings() ? "tied to the output" : "not tied");
    row(text, "Context", Plural.of(config.maxPositions(), "token"));
    row(
        text,
        "Tokenizer",
        "%d tokens for %d logits".formatted(summary.tokenizerTokens(), config.vocabularySize()));
    row(text, "Ends at", summary.generationConfig().eosIds());
    new TreeMap<>(summary.matrices())
        .forEach((form, count) -> row(text, "Weights", Sizes.count(count) + " in " + form));
    row(text, "Bits", "%.2f a weight".formatted(summary.bitsPerWeight()));
    dtypes().forEach((dtype, count) -> row(text, "Tensors", count + " of " + dtype));
    summary
        .files()
        .forEach(file -> row(text, "File", file.name() + ", " + Sizes.text(file.bytes())));
    MemoryEstimate memory = summary.memory();
    row(
        text,
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
    row(
        text,
        "Machine",
        "%s, %s free: %s"
            .formatted(
                Sizes.text(machine.totalBytes()), Sizes.text(machine.freeBytes()), verdict()));
    if (summary.copiedBytes() > 0 && !summary.isGguf()) {
      row(
          text,
          "Advice",
          "llama convert --from %s --to OTHER-DIR writes the weights in the kernels' order once:"
                  .formatted(summary.directory())
              + " they are not copied then, and the model opens faster");
    }
    if (withTensors) {
      text.append(System.lineSeparator());
      summary.tensors().forEach(tensor -> text.append(line(tensor)));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, Object value) {
    text.append("%-13s%s%n".formatted(name, ForeignText.escape(value.toString())));
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
