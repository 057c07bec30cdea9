package org.llamajvm.convert.experts;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.rows.PartOfEach;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.rows.StackedRows;
import org.llamajvm.format.ModelFormatException;

/** The same matrix of all experts of a layer, as one tensor of three axes and as many of two. */
public final class ExpertStack {

  private ExpertStack() {}

  /**
   * Puts matrices into one tensor.
   *
   * @param name of the tensor
   * @param experts by number
   * @throws ModelFormatException if one is missing, or they are not alike
   */
  public static CheckpointTensor of(String name, SortedMap<Integer, CheckpointTensor> experts)
      throws ModelFormatException {
    List<CheckpointTensor> all = List.copyOf(experts.values());
    CheckpointTensor first = all.getFirst();
    Set<Integer> numbers = IntStream.range(0, all.size()).boxed().collect(Collectors.toSet());
    boolean alike =
        all.stream().allMatch(t -> t.shape().equals(first.shape()) && t.hasFormOf(first));
    if (!experts.keySet().equals(numbers) || !alike) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensors '%s' of the experts are not all there, or not all of one type and shape"
              .formatted(name));
    }
    List<Long> shape = new ArrayList<>();
    shape.add((long) all.size());
    shape.addAll(first.shape());
    List<Rows> parts =
        IntStream.range(0, first.parts().size())
            .<Rows>mapToObj(i -> new StackedRows(all.stream().map(t -> t.parts().get(i)).toList()))
            .toList();
    return first.with(name, shape, parts);
  }

  /**
   * Takes the matrix or the bias of an expert out of a tensor.
   *
   * @param tensor of three axes, or of two, if these are biases
   * @param index of the expert
   * @param name of the matrix
   */
  public static CheckpointTensor part(CheckpointTensor tensor, int index, String name) {
    List<Long> shape = tensor.shape().subList(1, tensor.shape().size());
    long own = shape.size() == 1 ? 1 : shape.get(0);
    long all = tensor.shape().get(0) * own;
    List<Rows> parts =
        tensor.parts().stream()
            .<Rows>map(rows -> new PartOfEach(rows, all, index * own, own))
            .toList();
    return tensor.with(name, shape, parts);
  }
}
