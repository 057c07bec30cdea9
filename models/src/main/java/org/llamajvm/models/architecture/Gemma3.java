package org.llamajvm.models.architecture;

import java.util.Map;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The language models of Gemma 3 (Gemma team, 2025): Gemma 2 with norms of heads in place of capped
 * scores, and a sliding window in five of six layers, whose positions turn faster.
 *
 * @param queryScalar products of queries and keys are divided by its root
 * @param logitCap which logits do not pass; 0 for none
 * @param local how the layers with a window turn
 */
public record Gemma3(double queryScalar, double logitCap, RopeConfig local)
    implements Architecture {

  private static final int DEFAULT_POSITIONS = 131072;
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_PATTERN = 6;
  private static final int MOST_LAYERS = 1 << 14;
  private static final double DEFAULT_THETA = 1e6;
  private static final double DEFAULT_LOCAL_THETA = 1e4;

  /** Configurations of models that read images, too, leave out what is as in transformers. */
  private static final Map<String, Object> DEFAULT_SIZES =
      Map.of(
          "vocab_size", 262208,
          "hidden_size", 2304,
          "intermediate_size", 9216,
          "num_hidden_layers", 26,
          "num_attention_heads", 8);

  /** Before a configuration has been read. */
  public Gemma3() {
    this(1, 0, new RopeConfig(DEFAULT_LOCAL_THETA, new RopeConfig.Unscaled()));
  }

  @Override
  public String modelType() {
    return "gemma3_text";
  }

  @Override
  public String className() {
    return "Gemma3ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject given) throws ModelException {
    JsonObject json = given.withDefaults(DEFAULT_SIZES);
    if (json.has("attn_logit_softcapping")) {
      throw json.unsupported("attn_logit_softcapping", "null");
    }
    int pattern =
        json.optionalInteger("sliding_window_pattern", 1, MOST_LAYERS)
            .orElse(
                json.optionalInteger("_sliding_window_pattern", 1, MOST_LAYERS)
                    .orElse(DEFAULT_PATTERN));
    StandardConfig standard =
        Gemma2.standard(this, json)
            .defaultPositions(DEFAULT_POSITIONS)
            .defaultTheta(DEFAULT_THETA)
            .ropeOf("full_attention")
            .slidingWindow(DEFAULT_WINDOW, layer -> (layer + 1) % pattern != 0);
    return standard.readAs(
        new Gemma3(
            Gemma2.queryScalar(json),
            Gemma2.cap(json, "final_logit_softcapping", 0),
            standard.localRope("rope_local_base_freq", DEFAULT_LOCAL_THETA)));
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights).withNormOffset(1);
    RotaryScheme full = modules.rotary();
    RotaryScheme sliding = modules.rotary(local);
    ScoreRule scores = ScoreRule.scaled(1 / Math.sqrt(queryScalar));
    return modules
        .transformer((name, i) -> {
          Attention attention =
              modules
                  .attention(name + ".self_attn", i, config.windows().get(i) == 0 ? full : sliding)
                  .withNorms(
                      modules.norm(name + ".self_attn.q_norm", config.headSize()),
                      modules.norm(name + ".self_attn.k_norm", config.headSize()))
                  .withScores(scores);
          return Gemma2.layer(modules, name, attention);
        })
        .withEmbeddingFactor(Math.sqrt(config.hiddenSize()))
        .withLogits(ScoreRule.capped(1, logitCap));
  }
}
