package org.llamajvm.loader.gguf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the tensors of an architecture are called in GGUF and in Hugging Face's layout, and in which
 * order they have the rows of queries and keys. Immutable.
 */
public final class TensorNames {

  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";
  private static final int MOST_DIGITS = 9;
  private static final String MLP = "mlp.";

  private static final Map<String, String> OUTSIDE =
      Map.of("model.embed_tokens", "token_embd", "model.norm", "output_norm", "lm_head", "output");

  private static final Map<String, String> OUTSIDE_TO_HUGGING_FACE =
      OUTSIDE.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private static final Map<String, String> IN_LAYERS =
      Map.ofEntries(
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  private static final Map<String, String> TWO_NORMS =
      Map.of("post_attention_layernorm", "ffn_norm");

  /** Norms before and after both branches. */
  private static final Map<String, String> FOUR_NORMS =
      Map.of(
          "post_attention_layernorm", "post_attention_norm",
          "pre_feedforward_layernorm", "ffn_norm",
          "post_feedforward_layernorm", "post_ffw_norm");

  /** Norms after both branches. */
  private static final Map<String, String> AFTER_NORMS =
      Map.of(
          "post_attention_layernorm", "post_attention_norm",
          "post_feedforward_layernorm", "post_ffw_norm");

  private static final Map<String, String> HEAD_NORMS =
      Map.of("self_attn.q_norm", "attn_q_norm", "self_attn.k_norm", "attn_k_norm");

  private static final Map<String, String> EXPERTS =
      Map.of(
          "mlp.gate", "ffn_gate_inp",
          "mlp.experts.gate_proj", "ffn_gate_exps",
          "mlp.experts.up_proj", "ffn_up_exps",
          "mlp.experts.down_proj", "ffn_down_exps");

  /** Of gpt-oss, whose norm before the experts has the name of one after attention. */
  private static final Map<String, String> SINKS =
      Map.of(
          "mlp.router", "ffn_gate_inp",
          "self_attn.sinks", "attn_sinks",
          "post_attention_layernorm", "post_attention_norm");

  private static final Map<String, String> SHARED_EXPERTS =
      Map.of(
          "mlp.shared_expert_gate", "ffn_gate_inp_shexp",
          "mlp.shared_expert.gate_proj", "ffn_gate_shexp",
          "mlp.shared_expert.up_proj", "ffn_up_shexp",
          "mlp.shared_expert.down_proj", "ffn_down_shexp");

  private static final Map<String, String> MIXTRAL_EXPERTS =
      Map.of(
          "block_sparse_moe.gate", "ffn_gate_inp",
          "block_sparse_moe.experts.w1", "ffn_gate_exps",
          "block_sparse_moe.experts.w2", "ffn_down_exps",
          "block_sparse_moe.experts.w3", "ffn_up_exps");

  private static final Map<String, String> GRANITE_EXPERTS =
      Map.of(
          "block_sparse_moe.router.layer", "ffn_gate_inp",
          "block_sparse_moe.experts.gate_proj", "ffn_gate_exps",
          "block_sparse_moe.experts.up_proj", "ffn_up_exps",
          "block_sparse_moe.experts.down_proj", "ffn_down_exps");

  /** Modules that compute several things at once; gate and up lie in the matrix called up. */
  private static final Map<String, String> FUSED =
      Map.of("self_attn.qkv_proj", "attn_qkv", "mlp.gate_up_proj", "ffn_up");

  private static final Set<String> INTERLEAVED =
      Set.of("llama", "mistral3", "granite", "granitemoe", "smollm3", "arcee", "minicpm");

  private final String architecture;
  private final Map<String, String> toGguf = new HashMap<>(IN_LAYERS);
  private final Map<String, String> toHuggingFace = new HashMap<>();

  private TensorNames(String architecture) {
    this.architecture = architecture;
    switch (architecture) {
      case "gemma2" -> toGguf.putAll(FOUR_NORMS);
      case "gemma3" -> {
        toGguf.putAll(FOUR_NORMS);
        toGguf.putAll(HEAD_NORMS);
      }
      case "olmo2" -> {
        toGguf.putAll(AFTER_NORMS);
        toGguf.putAll(HEAD_NORMS);
      }
      case "olmoe" -> {
        toGguf.putAll(HEAD_NORMS);
        toGguf.putAll(EXPERTS);
      }
      case "gpt-oss" -> {
        toGguf.putAll(EXPERTS);
        toGguf.remove("mlp.gate");
        toGguf.putAll(SINKS);
      }
      case "llama4" -> {
        toGguf.putAll(EXPERTS);
        toGguf.putAll(SHARED_EXPERTS);
        toGguf.put("mlp.router", toGguf.remove("mlp.gate"));
        renameMlp("feed_forward.");
      }
      case "granitemoe" -> toGguf.putAll(GRANITE_EXPERTS);
      case "qwen3" -> toGguf.putAll(HEAD_NORMS);
      case "qwen3moe" -> {
        toGguf.putAll(HEAD_NORMS);
        toGguf.putAll(EXPERTS);
      }
      case "qwen2moe" -> {
        toGguf.putAll(EXPERTS);
        toGguf.putAll(SHARED_EXPERTS);
      }
      case "phi3" -> {
        toGguf.keySet().removeAll(Set.of("mlp.gate_proj", "mlp.up_proj"));
        toGguf.putAll(FUSED);
      }
      case "llama" -> toGguf.putAll(MIXTRAL_EXPERTS);
      default -> {}
    }
    TWO_NORMS.forEach(toGguf::putIfAbsent);
    toGguf.forEach((theirs, ours) -> toHuggingFace.put(ours, theirs));
  }

  /** Gives the module after attention another name than most models have for it. */
  private void renameMlp(String other) {
    for (String name : List.copyOf(toGguf.keySet())) {
      if (name.startsWith(MLP)) {
        toGguf.put(other + name.substring(MLP.length()), toGguf.remove(name));
      }
    }
  }

  /**
   * The names of an architecture.
   *
   * @param architecture {@code general.architecture}; of one that is not known the names are those
   *     that nearly all have
   */
  public static TensorNames of(String architecture) {
    return new TensorNames(architecture);
  }

  /**
   * The name in GGUF: {@code blk.3.attn_q.weight} for {@code
   * model.layers.3.self_attn.q_proj.weight}. All experts of a layer lie in one tensor, whose name
   * in Hugging Face's layout is taken without the expert's number.
   */
  public Optional<String> gguf(String huggingFace) {
    return translate(huggingFace, "model.layers.", "blk.", OUTSIDE, toGguf);
  }

  /** The name in Hugging Face's layout; the opposite of {@link #gguf}. */
  public Optional<String> huggingFace(String gguf) {
    return translate(gguf, "blk.", "model.layers.", OUTSIDE_TO_HUGGING_FACE, toHuggingFace);
  }

  private static Optional<String> translate(
      String name,
      String fromPrefix,
      String toPrefix,
      Map<String, String> outside,
      Map<String, String> inLayers) {
    int dot = name.endsWith(WEIGHT) ? name.length() - WEIGHT.length() : endOfModule(name);
    if (dot < 0) {
      return Optional.empty();
    }
    int end = name.startsWith(fromPrefix) ? endOfLayer(name, fromPrefix.length(), dot) : -1;
    Map<String, String> others = end < 0 ? outside : inLayers;
    String other = others.get(name.substring(Math.max(end, 0), dot));
    if (other == null) {
      return Optional.empty();
    }
    // A builder, and not a sum: this is done for each tensor of each model of a list, by code that
    // the JIT compiler has hardly seen.
    StringBuilder translated = new StringBuilder(name.length());
    if (end >= 0) {
      translated.append(toPrefix).append(name, fromPrefix.length(), end);
    }
    return Optional.of(translated.append(other).append(name, dot, name.length()).toString());
  }

  /** Where the name of a module ends in that of its bias; -1 if this is another tensor. */
  private static int endOfModule(String name) {
    return name.endsWith(BIAS) ? name.length() - BIAS.length() : -1;
  }

  /** Where the number of a layer at {@code from} ends, with its dot; -1 if there is none. */
  private static int endOfLayer(String name, int from, int bound) {
    int at = from;
    while (at < bound && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
      at++;
    }
    boolean isNumber = at > from && at - from <= MOST_DIGITS;
    return isNumber && at < bound && name.charAt(at) == '.' ? at + 1 : -1;
  }

  /**
   * Whether files of this architecture have the rows of each head of queries and keys, weights and
   * biases, so that outputs (2 i, 2 i + 1) are rotated with each other; Hugging Face rotates (i, i
   * + headSize / 2).
   */
  public boolean interleavesHeads() {
    return INTERLEAVED.contains(architecture);
  }

  /** Whether files of this architecture have norms' weights plus one. */
  public boolean addsOneToNorms() {
    return architecture.startsWith("gemma");
  }

  /**
   * The row in a GGUF file whose heads are interleaved that is row {@code row} in Hugging Face's
   * order.
   *
   * @param headSize rows of one head, even
   */
  public static long rowInGguf(long row, int headSize) {
    long inHead = row % headSize;
    int half = headSize / 2;
    return row - inHead + 2 * (inHead % half) + inHead / half;
  }
}
