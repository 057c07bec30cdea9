package org.llamajvm.convert.plan;

import java.util.List;

/**
 * A file of the output.
 *
 * @param name its name in the directory
 * @param tensors what it holds, in the order in which it is written
 */
public record PlannedShard(String name, List<PlannedTensor> tensors) {

  /** Copies the list. */
  public PlannedShard {
    tensors = List.copyOf(tensors);
  }

  /** Bytes of the tensors, without the header. */
  public long bytes() {
    return tensors.stream().mapToLong(PlannedTensor::outputBytes).sum();
  }
}
