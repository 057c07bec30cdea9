package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.attention.ScoreRule.Growth;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The language models of Ministral 3 (Mistral AI, 2025): {@link Mistral} with queries that grow
 * with their position.
 *
 * @param growth of queries
 */
public record Ministral3(Growth growth) implements Architecture {

  private static final int DEFAULT_POSITIONS = 262144;
  private static final int DEFAULT_KEY_VALUE_HEADS = 8;
  private static final int DEFAULT_HEAD_SIZE = 128;
  private static final double DEFAULT_THETA = 1e6;
  private static final double DEFAULT_EPS = 1e-5;
  private static final int MAX_POSITIONS = 1 << 30;

  /** Before a configuration has been read. */
  public Ministral3() {
    this(Growth.NONE);
  }

  @Override
  public String modelType() {
    return "ministral3";
  }

  @Override
  public String className() {
    return "Ministral3ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(new Ministral3(growth(json)), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .defaultHeadSize(DEFAULT_HEAD_SIZE)
        .defaultTheta(DEFAULT_THETA)
        .defaultEps(DEFAULT_EPS)
        .slidingWindow(0, _ -> true)
        .noBiases()
        .read();
  }

  private static Growth growth(JsonObject json) throws ModelException {
    JsonObject rope = json.object(json.has("rope_scaling") ? "rope_scaling" : "rope_parameters");
    return new Growth(
        rope.optionalNumber("llama_4_scaling_beta", 0, 1e6).orElse(0),
        rope.integer("original_max_position_embeddings", 1, MAX_POSITIONS),
        0);
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    ScoreRule scores = ScoreRule.of(config.headSize()).growing(growth);
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            modules.attention(name + ".self_attn", i, rotary).withScores(scores),
            modules.norm(name + ".post_attention_layernorm"),
            modules.gatedMlp(name + ".mlp", Activation.SILU)));
  }
}
