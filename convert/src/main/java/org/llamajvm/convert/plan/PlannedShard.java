package org.llamajvm.convert.plan;

import java.util.ArrayList;
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

  /**
   * Fills one file after the other; a tensor larger than a file gets one of its own.
   *
   * @param most bytes of a file
   * @return the tensors of each file
   */
  public static List<List<PlannedTensor>> split(List<PlannedTensor> tensors, long most) {
    List<List<PlannedTensor>> files = new ArrayList<>();
    long room = 0;
    for (PlannedTensor tensor : tensors) {
      long bytes = tensor.outputBytes();
      if (files.isEmpty() || bytes > room) {
        files.add(new ArrayList<>());
        room = most;
      }
      files.getLast().add(tensor);
      room -= bytes;
    }
    return files;
  }

  /** Bytes of the tensors, without the header. */
  public long bytes() {
    return tensors.stream().mapToLong(PlannedTensor::outputBytes).sum();
  }
}
