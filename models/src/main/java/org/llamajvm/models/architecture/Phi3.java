package org.llamajvm.models.architecture;

import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.Linear;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Phi-3, Phi-3.5, Phi-4 and Phi-4-mini (Abdin et al., 2024): Llama with queries, keys and values in
 * one matrix, and gates and ups in another. Some have LongRoPE, some turn only a part of each head.
 */
public record Phi3() implements Architecture {

  private static final int DEFAULT_POSITIONS = 4096;
  private static final int DEFAULT_EOS = 32000;
  private static final double DEFAULT_EPS = 1e-5;

  @Override
  public String modelType() {
    return "phi3";
  }

  @Override
  public String className() {
    return "Phi3ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    return new StandardConfig(this, json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultEps(DEFAULT_EPS)
        .defaultEnds(OptionalInt.of(1), List.of(DEFAULT_EOS))
        .slidingWindow(0, _ -> true)
        .noBiases()
        .partialRotary()
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            attention(modules, name + ".self_attn", i, rotary),
            modules.norm(name + ".post_attention_layernorm"),
            mlp(modules, name + ".mlp")));
  }

  private static Attention attention(Modules modules, String name, int index, RotaryScheme rotary)
      throws ModelException {
    ModelConfig config = modules.config();
    int keys = config.keyValueSize();
    List<Linear> qkv =
        modules.fused(name + ".qkv_proj", config.hiddenSize(), config.querySize(), keys, keys);
    return new Attention(
        config.attentionShape(index),
        rotary,
        qkv.get(0),
        qkv.get(1),
        qkv.get(2),
        modules.linear(name + ".o_proj", config.hiddenSize(), config.querySize(), Bias.NONE));
  }

  private static GatedMlp mlp(Modules modules, String name) throws ModelException {
    ModelConfig config = modules.config();
    int inner = config.intermediateSize();
    List<Linear> gateUp = modules.fused(name + ".gate_up_proj", config.hiddenSize(), inner, inner);
    return new GatedMlp(
        Activation.SILU,
        gateUp.get(0),
        gateUp.get(1),
        modules.linear(name + ".down_proj", config.hiddenSize(), inner, Bias.NONE));
  }
}
