package org.llamajvm.convert.export;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.rows.MappedRows;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.architecture.RopeConfig.Dynamic;
import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.LongRope;
import org.llamajvm.models.architecture.RopeConfig.Proportional;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.architecture.RopeConfig.Yarn;
import org.llamajvm.models.architecture.RopeFrequencies;

/** How GGUF files tell rotary positions: in keys, or in a tensor with a factor for each pair. */
final class ExportRope {

  private final ModelConfig config;
  private final RopeConfig rope;
  private final String architecture;

  ExportRope(ModelConfig config, String architecture) {
    this.config = config;
    this.rope = config.rope();
    this.architecture = architecture;
  }

  /**
   * Adds the keys.
   *
   * @param json what messages name
   * @throws ModelException if GGUF has none for the scaling
   */
  void addKeys(MetadataBytes keys, JsonObject json) throws ModelException {
    keys.integer(own("rope.dimension_count"), (int) (config.headSize() * rope.portion()) / 2 * 2L);
    keys.decimal(own("rope.freq_base"), rope.theta());
    switch (rope.scaling()) {
      case Unscaled _, Llama3 _ -> {}
      case Linear linear -> {
        keys.text(own("rope.scaling.type"), "linear");
        keys.decimal(own("rope.scaling.factor"), linear.factor());
      }
      case Yarn yarn -> {
        boolean wholePairs = !architecture.equals("gpt-oss");
        if (yarn.wholePairs() != wholePairs) {
          throw json.unsupported(
              "rope_scaling", "in GGUF files of " + architecture + ": \"truncate\": " + wholePairs);
        }
        keys.text(own("rope.scaling.type"), "yarn");
        keys.decimal(own("rope.scaling.factor"), yarn.factor());
        keys.integer(own("rope.scaling.original_context_length"), yarn.originalMaxPositions());
        keys.decimal(own("rope.scaling.yarn_beta_fast"), yarn.fast());
        keys.decimal(own("rope.scaling.yarn_beta_slow"), yarn.slow());
        if (architecture.equals("mistral3") && yarn.magnitude() == 1) {
          keys.decimal(own("rope.scaling.yarn_log_multiplier"), 1);
        } else {
          double usual = yarn.factor() <= 1 ? 1 : 0.1 * Math.log(yarn.factor()) + 1;
          keys.decimal(own("rope.scaling.attn_factor"), yarn.magnitude() / usual);
        }
      }
      case LongRope scaling -> {
        keys.text(own("rope.scaling.type"), "longrope");
        keys.integer(own("rope.scaling.original_context_length"), scaling.originalMaxPositions());
        keys.decimal(own("rope.scaling.attn_factor"), scaling.magnitude());
      }
      case Dynamic _, Proportional _ ->
          throw json.unsupported("rope_scaling", "default, linear, llama3, yarn, longrope");
    }
  }

  private String own(String key) {
    return architecture + "." + key;
  }

  /** The tensors. */
  List<CheckpointTensor> tensors() {
    List<CheckpointTensor> tensors = new ArrayList<>();
    switch (rope.scaling()) {
      case Llama3 _ -> tensors.add(vector("rope_freqs.weight", divisors()));
      case LongRope scaling -> {
        tensors.add(vector("rope_factors_long.weight", scaling.longFactors()));
        tensors.add(vector("rope_factors_short.weight", scaling.shortFactors()));
      }
      case Unscaled _, Linear _, Yarn _, Dynamic _, Proportional _ -> {}
    }
    return tensors;
  }

  private List<Double> divisors() {
    double[] scaled = RopeFrequencies.of(rope, config.headSize());
    RopeConfig plain = new RopeConfig(rope.theta(), new Unscaled(), rope.portion());
    double[] original = RopeFrequencies.of(plain, config.headSize());
    List<Double> divisors = new ArrayList<>();
    for (int pair = 0; pair < scaled.length; pair++) {
      divisors.add(original[pair] / scaled[pair]);
    }
    return divisors;
  }

  private static CheckpointTensor vector(String name, List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    MemorySegment data = MemorySegment.ofArray(floats);
    return new CheckpointTensor.Floats(
        name,
        List.of((long) floats.length),
        FloatType.F32,
        new MappedRows(Path.of("config.json"), data, 1, data.byteSize()));
  }
}
