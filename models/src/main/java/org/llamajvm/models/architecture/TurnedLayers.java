package org.llamajvm.models.architecture;

import java.util.List;
import java.util.stream.IntStream;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** Which layers turn queries and keys by their positions, where not all do. */
final class TurnedLayers {

  private static final String KEY = "no_rope_layers";
  private static final int DEFAULT_INTERVAL = 4;
  private static final int MOST_LAYERS = 1 << 14;

  private TurnedLayers() {}

  /**
   * Whether each layer does: as {@code no_rope_layers} says, or else all but every {@code
   * no_rope_layer_interval}-th.
   *
   * @throws ModelException if an entry has another type or is out of range, or a layer is missing
   */
  static List<Boolean> parse(JsonObject json) throws ModelException {
    int layers = json.integer("num_hidden_layers", 1, MOST_LAYERS);
    List<Double> flags = json.has(KEY) ? json.numbers(KEY) : List.of();
    if (flags.isEmpty()) {
      int interval =
          json.optionalInteger("no_rope_layer_interval", 1, MOST_LAYERS).orElse(DEFAULT_INTERVAL);
      return IntStream.rangeClosed(1, layers).mapToObj(i -> i % interval != 0).toList();
    }
    if (flags.size() < layers || flags.stream().anyMatch(flag -> flag != 0 && flag != 1)) {
      throw json.wrong(KEY, "0 or 1 for each of \"num_hidden_layers\", which is " + layers);
    }
    return flags.stream().limit(layers).map(flag -> flag == 1).toList();
  }
}
