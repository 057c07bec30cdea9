package org.llamajvm.models.architecture;

import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.engine.attention.Rotary;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * SmolLM3 (Bakouch et al., 2025): Llama, but some layers do not know positions.
 *
 * @param turned whether a layer turns queries and keys by their positions
 */
public record SmolLm3(List<Boolean> turned) implements Architecture {

  private static final int DEFAULT_POSITIONS = 32768;
  private static final int DEFAULT_KEY_VALUE_HEADS = 4;
  private static final int DEFAULT_BOS = 128000;
  private static final int DEFAULT_EOS = 128001;
  private static final double DEFAULT_THETA = 2e6;

  /** Before a configuration has been read. */
  public SmolLm3() {
    this(List.of());
  }

  /** Copies the list. */
  public SmolLm3 {
    turned = List.copyOf(turned);
  }

  @Override
  public String modelType() {
    return "smollm3";
  }

  @Override
  public String className() {
    return "SmolLM3ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    List<Boolean> layers = TurnedLayers.parse(json);
    boolean windows = json.flag("use_sliding_window", false);
    return new StandardConfig(new SmolLm3(layers), json)
        .defaultPositions(DEFAULT_POSITIONS)
        .defaultKeyValueHeads(DEFAULT_KEY_VALUE_HEADS)
        .defaultTheta(DEFAULT_THETA)
        .defaultEnds(OptionalInt.of(DEFAULT_BOS), List.of(DEFAULT_EOS))
        .tiedByDefault()
        .slidingWindow(0, layer -> windows && !layers.get(layer))
        .biases("attention_bias", "mlp_bias")
        .read();
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme rotary = modules.rotary();
    RotaryScheme none = Rotary.none();
    return modules.transformer((name, i) ->
        new DecoderLayer(
            modules.norm(name + ".input_layernorm"),
            modules.attention(name + ".self_attn", i, turned.get(i) ? rotary : none),
            modules.norm(name + ".post_attention_layernorm"),
            modules.gatedMlp(name + ".mlp", Activation.SILU)));
  }
}
