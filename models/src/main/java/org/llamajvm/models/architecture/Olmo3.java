package org.llamajvm.models.architecture;

import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * OLMo 3 (OLMo team, 2025): OLMo 2 with a sliding window in three of four layers, whose positions
 * turn without the scaling of the others.
 *
 * @param local how the layers with a window turn
 */
public record Olmo3(RopeConfig local) implements Architecture {

  private static final int DEFAULT_WINDOW = 4096;
  private static final int FULL_EVERY = 4;
  private static final double DEFAULT_THETA = 5e5;

  /** Before a configuration has been read. */
  public Olmo3() {
    this(new RopeConfig(DEFAULT_THETA, new RopeConfig.Unscaled()));
  }

  @Override
  public String modelType() {
    return "olmo3";
  }

  @Override
  public String className() {
    return "Olmo3ForCausalLM";
  }

  @Override
  public ModelConfig config(JsonObject json) throws ModelException {
    StandardConfig standard =
        Olmo2.standard(this, json)
            .defaultTheta(DEFAULT_THETA)
            .ropeOf("full_attention")
            .slidingWindow(DEFAULT_WINDOW, layer -> (layer + 1) % FULL_EVERY != 0);
    return standard.readAs(new Olmo3(standard.localRope("rope_theta", DEFAULT_THETA)));
  }

  @Override
  public Transformer build(ModelConfig config, WeightSource weights) throws ModelException {
    Modules modules = new Modules(config, weights);
    RotaryScheme full = modules.rotary();
    RotaryScheme sliding = modules.rotary(local);
    return modules.transformer(
        (name, i) -> Olmo2.layer(modules, name, i, config.windows().get(i) == 0 ? full : sliding));
  }
}
