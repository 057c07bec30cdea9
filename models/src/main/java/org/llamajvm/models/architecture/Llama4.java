package org.llamajvm.models.architecture;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llamajvm.engine.attention.Rotary;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.attention.ScoreRule.Growth;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.FeedForward;
import org.llamajvm.engine.module.RmsNorm;
import org.llamajvm.engine.module.Routing;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The language models of Llama 4 (Meta, 2025): some layers turn neighbours by their positions and
 * see a chunk of them, the others know no positions and have queries that grow; some have a mixture
 * of experts, whose inputs are weighted, and an expert of all tokens.
 *
 * @param experts of a layer
 * @param sparse layers that have a mixture
 * @param denseSize elements between the two halves of the networks of the other layers
 * @param turned whether each layer knows positions
 * @param normed whether layers that do have norms of heads, without weights
 * @param growth of queries in layers that do not
 */
public record Llama4(
    ExpertsConfig experts,
    Set<Integer> sparse,
    int denseSize,
    List<Boolean> turned,
    boolean normed,
    Growth growth)
    implements Architecture {

  /** Positions in a chunk, and in a step of the growth of queries, of a model that names none. */
  public static final int DEFAULT_CHUNK = 8192;

  /** By how much queries grow in a model that does not say so. */
  public static final double DEFAULT_RATE = 0.1;

  private static final int DEFAULT_POSITIONS = 131072;
  private static final int DEFAULT_KEY_VALUE_HEADS = 8;
  private static final int DEFAULT_HEAD_SIZE = 128;
  private static final int DEFAULT_DENSE_SIZE = 16384;
  private static final double DEFAULT_THETA = 5e5;
  private static final double DEFAULT_EPS = 1e-5;
  private static final ExpertsConfig DEFAULT_EXPERTS = new ExpertsConfig(16, 1, 8192, false);
  private static final int MOST_LAYERS = 1 << 14;
  private static final int MOST_POSITIONS = 1 << 30;
  private static final int MOST_SIZE = 1 << 24;

  /** Before a configuration has been read. */
  public Llama4() {
    this(ExpertsConfig.NONE, Set.of(), 1, List.of(), true, Growth.NONE);
  }

  /** Copies the collections. */
  public Llama4 {
    sparse = Set.copyOf(sparse);
    turned = List.copyOf(turned);
  }

  @Override
  public String modelType() {
    return "llama4_text";
  }

  @Override
  public String className() {
    return "Llama4ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    Set<Integer> mixtures = mixtures(json);
    List<Boolean> layers = TurnedLayers.parse(json);
    Llama4 own =
        new Llama4(
            mixtures.isEmpty()
                ? ExpertsConfig.NONE
                : ExpertsConfig.parse(
                    json, "num_local_experts", "intermediate_size", DEFAULT_EXPERTS),
            mixtures,
            json.optionalInteger("intermediate_size_mlp", 1, MOST_SIZE).orElse(DEFAULT_DENSE_SIZE),
            layers,
            json.flag("use_qk_norm", true),
            growth(json));
    ModelConfig config =
        new StandardConfig(own, json)
            .defaultPositions(DEFAULT_POSITIONS)
            .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
            .defaultHeadSize(DEFAULT_HEAD_SIZE)
            .defaultTheta(DEFAULT_THETA)
            .defaultEps(DEFAULT_EPS)
            .chunks(DEFAULT_CHUNK, layers::get)
            .attentionBias("attention_bias")
            .read();
    RopeConfig.Scaling scaling = config.rope().scaling();
    if (scaling instanceof RopeConfig.Yarn || scaling instanceof RopeConfig.LongRope) {
      throw json.unsupported("rope_scaling", "default, linear, dynamic, llama3");
    }
    return config;
  }

  private static Set<Integer> mixtures(JsonObject json) throws ModelException {
    String key = "moe_layers";
    int layers = json.integer("num_hidden_layers", 1, MOST_LAYERS);
    if (json.has(key)) {
      return Set.copyOf(json.tokenIds(key));
    }
    int step = json.optionalInteger("interleave_moe_layer_step", 1, MOST_LAYERS).orElse(1);
    return IntStream.range(0, layers)
        .filter(layer -> (layer + 1) % step == 0)
        .boxed()
        .collect(Collectors.toSet());
  }

  private static Growth growth(JsonObject json) throws ModelException {
    return json.flag("attn_temperature_tuning", true)
        ? new Growth(
            json.optionalNumber("attn_scale", 0, 1e6).orElse(DEFAULT_RATE),
            json.optionalInteger("floor_scale", 1, MOST_POSITIONS).orElse(DEFAULT_CHUNK),
            1)
        : Growth.NONE;
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotaryOfNeighbours();
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            attention(modules, name + ".self_attn", i, turned.get(i) ? rotary : Rotary.none()),
            modules.norm(name + ".post_attention_layernorm"),
            feedForward(modules, name + ".feed_forward", i)));
  }

  private Attention attention(Modules modules, String name, int layer, RotaryScheme rotary)
      throws ModelException {
    ModelConfig config = modules.config();
    Attention attention = modules.attention(name, layer, rotary).inChunks();
    if (!turned.get(layer)) {
      return attention.withScores(ScoreRule.of(config.headSize()).growing(growth));
    }
    RmsNorm norm = RmsNorm.plain(config.headSize(), config.rmsNormEps());
    return normed ? attention.withNorms(norm, norm) : attention;
  }

  private FeedForward feedForward(Modules modules, String name, int layer) throws ModelException {
    if (!sparse.contains(layer)) {
      return modules.gatedMlp(name, Activation.SILU, denseSize);
    }
    ExpertModules mixtures = new ExpertModules(modules, experts);
    return mixtures.withShared(
        mixtures.mixture(name, name + ".router", ExpertModules.USUAL, Routing.SIGMOID_OF_INPUT),
        name,
        experts.size());
  }
}
