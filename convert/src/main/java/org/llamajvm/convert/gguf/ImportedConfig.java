package org.llamajvm.convert.gguf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;
import org.llamajvm.loader.gguf.GgufType;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.architecture.RopeFrequencies;

/**
 * What a GGUF file says of its model, completed to a {@code config.json} that stands alone.
 *
 * @param model the file, borrowed
 * @param stored what it says under the names of transformers
 */
record ImportedConfig(GgufModel model, JsonObject stored) {

  private static final String DIVISORS = "rope_freqs.weight";
  private static final String ORIGINAL = "original_max_position_embeddings";

  /** What the models of Llama 3 have alike. */
  private static final double LOW = 1;

  private static final double HIGH = 4;
  private static final int LARGEST_ORIGINAL = 1 << 20;
  private static final double TOLERANCE = 1e-4;

  JsonObject read() throws ModelException {
    ModelConfig config = Architectures.STANDARD.config(stored);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of(config.architecture().className()));
    map.putAll(stored.toMap());
    if (map.get("rope_scaling") instanceof Map<?, ?> scaling && scaling.containsKey(ORIGINAL)) {
      map.put(ORIGINAL, scaling.get(ORIGINAL));
    }
    Optional<GgufTensor> divisors = model.find(DIVISORS);
    if (divisors.isPresent()) {
      map.put("rope_scaling", llama3(divisors.get(), config));
    }
    putBiases(map, "attention_bias", "blk.0.attn_q.bias", "blk.0.attn_output.bias");
    putBiases(map, "mlp_bias", "blk.0.ffn_gate.bias", "blk.0.ffn_down.bias");
    return CheckpointJson.of(map);
  }

  /** Where all projections may have biases, transformers reads them only if it is told. */
  private void putBiases(Map<String, Object> map, String name, String first, String last) {
    if (model.find(first).isPresent() && model.find(last).isPresent()) {
      map.put(name, true);
    }
  }

  /** Finds the numbers of which the divisors of the frequencies were made. */
  private Map<String, Object> llama3(GgufTensor tensor, ModelConfig config) throws ModelException {
    double[] divisors = read(tensor);
    double factor = 1;
    for (double divisor : divisors) {
      factor = Math.max(factor, divisor);
    }
    for (int original = 1; original <= LARGEST_ORIGINAL; original *= 2) {
      Llama3 scaling = new Llama3(factor, LOW, HIGH, original);
      if (gives(config, scaling, divisors)) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("rope_type", "llama3");
        entry.put("factor", factor);
        entry.put("low_freq_factor", LOW);
        entry.put("high_freq_factor", HIGH);
        entry.put(ORIGINAL, original);
        return entry;
      }
    }
    throw ModelFormatException.unsupported(
        tensor.file(),
        tensor.offset(),
        "GGUF file",
        "tensor '%s' has factors that config.json cannot tell; supported: those of Llama 3"
            .formatted(DIVISORS));
  }

  private static boolean gives(ModelConfig config, Llama3 scaling, double[] divisors) {
    double theta = config.rope().theta();
    double[] plain = RopeFrequencies.of(new RopeConfig(theta, new Unscaled()), config.headSize());
    double[] scaled = RopeFrequencies.of(new RopeConfig(theta, scaling), config.headSize());
    for (int pair = 0; pair < divisors.length; pair++) {
      double expected = plain[pair] / scaled[pair];
      if (!(Math.abs(divisors[pair] - expected) <= TOLERANCE * expected)) {
        return false;
      }
    }
    return true;
  }

  private double[] read(GgufTensor tensor) throws ModelException {
    if (tensor.type() != GgufType.F32
        || !tensor.hasShape(Architectures.STANDARD.config(stored).headSize() / 2)) {
      throw ModelFormatException.corrupt(
          tensor.file(),
          tensor.offset(),
          "GGUF file",
          "tensor '%s' is %s %s, expected an F32 for each pair of a head"
              .formatted(DIVISORS, tensor.type(), tensor.shapeText()));
    }
    double[] values = new double[(int) tensor.elements()];
    var data = model.segment(tensor.name());
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(Layouts.FLOAT, (long) i * Float.BYTES);
    }
    return values;
  }
}
