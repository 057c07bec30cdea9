package org.llamajvm.models.architecture;

import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The sizes of a mixture of experts.
 *
 * @param count experts of a layer
 * @param used experts that a token is given to
 * @param size elements between the two halves of an expert
 * @param normalised whether the weights of the experts that are used sum to one
 */
public record ExpertsConfig(int count, int used, int size, boolean normalised) {

  /** Before a configuration has been read. */
  public static final ExpertsConfig NONE = new ExpertsConfig(1, 1, 1, true);

  private static final int MOST = 1 << 14;
  private static final int MOST_ROWS = 1 << 24;
  private static final String NORMALISED = "norm_topk_prob";

  /**
   * Reads them.
   *
   * @param countKey how many there are
   * @param sizeKey how large each is
   * @param absent what a model has that does not say so; a size of 0 if it must
   * @throws ModelException if an entry is missing, has another type or is out of range
   */
  public static ExpertsConfig parse(
      JsonObject json, String countKey, String sizeKey, ExpertsConfig absent)
      throws ModelException {
    int count = json.optionalInteger(countKey, 1, MOST).orElse(absent.count());
    int size =
        absent.size() == 0
            ? json.integer(sizeKey, 1, MOST_ROWS / count)
            : json.optionalInteger(sizeKey, 1, MOST_ROWS / count).orElse(absent.size());
    return new ExpertsConfig(
        count,
        json.optionalInteger("num_experts_per_tok", 1, count).orElse(absent.used()),
        size,
        json.flag(NORMALISED, absent.normalised()));
  }
}
