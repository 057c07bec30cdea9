package org.llamajvm.models.architecture;

import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.Branch;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Gemma 2 (Gemma team, 2024): norms before and after both parts of a layer, told as differences
 * from one; GeGLU; embeddings times the root of their length; capped scores and logits; a sliding
 * window in every other layer.
 *
 * @param queryScalar products of queries and keys are divided by its root
 * @param attentionCap which scores do not pass; 0 for none
 * @param logitCap which logits do not pass; 0 for none
 */
public record Gemma2(double queryScalar, double attentionCap, double logitCap)
    implements Architecture {

  private static final int DEFAULT_POSITIONS = 8192;
  private static final int DEFAULT_KEY_VALUE_HEADS = 4;
  private static final int DEFAULT_HEAD_SIZE = 256;
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_BOS = 2;
  private static final int DEFAULT_EOS = 1;
  private static final double DEFAULT_SCALAR = 256;
  private static final double DEFAULT_ATTENTION_CAP = 50;
  private static final double DEFAULT_LOGIT_CAP = 30;

  /** Before a configuration has been read. */
  public Gemma2() {
    this(DEFAULT_SCALAR, DEFAULT_ATTENTION_CAP, DEFAULT_LOGIT_CAP);
  }

  @Override
  public String modelType() {
    return "gemma2";
  }

  @Override
  public String className() {
    return "Gemma2ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    Gemma2 own =
        new Gemma2(
            queryScalar(json),
            cap(json, "attn_logit_softcapping", DEFAULT_ATTENTION_CAP),
            cap(json, "final_logit_softcapping", DEFAULT_LOGIT_CAP));
    return standard(own, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .slidingWindow(DEFAULT_WINDOW, layer -> layer % 2 == 0)
        .read();
  }

  /** What Gemma 3 has, too. */
  static StandardConfig standard(Architecture architecture, JsonObject json) throws ModelException {
    if (json.flag("use_bidirectional_attention", false)) {
      throw json.unsupported("use_bidirectional_attention", "false");
    }
    return new StandardConfig(architecture, json)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .defaultHeadSize(DEFAULT_HEAD_SIZE)
        .defaultEnds(OptionalInt.of(DEFAULT_BOS), List.of(DEFAULT_EOS))
        .geluTanh("hidden_activation")
        .attentionBias("attention_bias")
        .tiedByDefault();
  }

  static double queryScalar(JsonObject json) throws ModelException {
    return json.optionalPositive("query_pre_attn_scalar").orElse(DEFAULT_SCALAR);
  }

  /** A cap; one that is null is none. */
  static double cap(JsonObject json, String key, double absent) throws ModelException {
    return json.isNull(key) ? 0 : json.optionalPositive(key).orElse(absent);
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights).withNormOffset(1);
    RotaryScheme rotary = modules.rotary();
    ScoreRule scores = ScoreRule.capped(1 / Math.sqrt(queryScalar), attentionCap);
    return modules
        .transformer((name, i) ->
            layer(
                modules,
                name,
                modules.attention(name + ".self_attn", i, rotary).withScores(scores)))
        .withEmbeddingFactor(Math.sqrt(config.hiddenSize()))
        .withLogits(ScoreRule.capped(1, logitCap));
  }

  /** A layer, whose norms and feed-forward network Gemma 3 has, too. */
  static DecoderLayer layer(Modules modules, String name, Attention attention)
      throws ModelException {
    return new DecoderLayer(
        Branch.sandwich(
            modules.norm(name + ".input_layernorm"),
            modules.norm(name + ".post_attention_layernorm")),
        attention,
        Branch.sandwich(
            modules.norm(name + ".pre_feedforward_layernorm"),
            modules.norm(name + ".post_feedforward_layernorm")),
        modules.gatedMlp(name + ".mlp", Activation.GELU_TANH));
  }
}
