package org.llamajvm.models.architecture;

import java.util.Set;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * Which layers of a Qwen model have a mixture of experts.
 *
 * @param step every so many layers one has, beginning with the last one of the first so many
 * @param dense layers that have none
 */
public record SparseLayers(int step, Set<Integer> dense) {

  /** All layers. */
  public static final SparseLayers ALL = new SparseLayers(1, Set.of());

  private static final int MOST_LAYERS = 1 << 14;

  /** Copies the set. */
  public SparseLayers {
    dense = Set.copyOf(dense);
  }

  /**
   * Reads them.
   *
   * @throws ModelException if an entry has another type or is out of range
   */
  public static SparseLayers parse(JsonObject json) throws ModelException {
    return new SparseLayers(
        json.optionalInteger("decoder_sparse_step", 1, MOST_LAYERS).orElse(1),
        Set.copyOf(json.tokenIds("mlp_only_layers")));
  }

  /** Whether a layer has a mixture. */
  public boolean contains(int layer) {
    return (layer + 1) % step == 0 && !dense.contains(layer);
  }
}
