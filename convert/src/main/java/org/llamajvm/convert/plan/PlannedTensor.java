package org.llamajvm.convert.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.safetensors.Dtype;

/**
 * A tensor of the input and the form that it gets.
 *
 * @param source the tensor
 * @param form what it becomes
 */
public record PlannedTensor(CheckpointTensor source, Form form) {

  /** What a tensor becomes. */
  public sealed interface Form {

    /** Plain floats of that type. */
    record Floats(FloatType type) implements Form {}

    /** Affine groups, row after row. */
    record RowMajor(GroupFormat format) implements Form {}

    /** Affine groups of four bits, sixteen rows in one stream. */
    record Interleaved(GroupFormat format) implements Form {}

    /** Blocks of ggml: of floats that are rounded, or those that are there. */
    record Blocks(BlockType type) implements Form {}

    /** The form of the groups, if there are any. */
    default Optional<GroupFormat> groups() {
      return switch (this) {
        case Floats _, Blocks _ -> Optional.empty();
        case RowMajor rowMajor -> Optional.of(rowMajor.format());
        case Interleaved interleaved -> Optional.of(interleaved.format());
      };
    }
  }

  /**
   * One tensor of the output.
   *
   * @param name its name
   * @param dtype how an element is stored
   * @param shape sizes of the axes
   * @param bytes its size
   */
  @SuppressWarnings("exports") // for the modules beside this one
  public record Entry(String name, Dtype dtype, List<Long> shape, long bytes) {}

  /** Whether the weights are rounded, rather than kept or put in another order. */
  public boolean isQuantized() {
    return (form instanceof Form.Blocks && !(source instanceof CheckpointTensor.Blocks))
        || (form.groups().isPresent() && !form.groups().equals(sourceGroups()));
  }

  /** The form of the groups of the source, if it has any. */
  Optional<GroupFormat> sourceGroups() {
    return switch (source) {
      case CheckpointTensor.Floats _, CheckpointTensor.Blocks _ -> Optional.empty();
      case CheckpointTensor.Affine affine ->
          Optional.of(new GroupFormat(affine.bits(), affine.groupSize(), affine.scaleType()));
    };
  }

  /** The path of the module that the tensor belongs to: its name without the last part. */
  public String module() {
    int dot = source.name().lastIndexOf('.');
    return dot < 0 ? source.name() : source.name().substring(0, dot);
  }

  /** The kind of layer: the last part of the module's path, such as {@code q_proj}. */
  public String kind() {
    return module().substring(module().lastIndexOf('.') + 1);
  }

  /** Rows of the matrix, or of all matrices of a stack. */
  public long rows() {
    return elements() / source.shape().getLast();
  }

  /** Number of weights. */
  public long elements() {
    return source.shape().stream().reduce(1L, (a, b) -> a * b);
  }

  /** What stands in the metadata of the file, if the tensor needs to be explained there. */
  public Optional<String> layout() {
    return interleavedShape().map(InterleavedShape::text);
  }

  private Optional<InterleavedShape> interleavedShape() {
    return form instanceof Form.Interleaved(GroupFormat format)
        ? Optional.of(
            new InterleavedShape(
                Math.toIntExact(source.shape().get(0)),
                Math.toIntExact(source.shape().get(1)),
                format.groupSize(),
                format.scaleType()))
        : Optional.empty();
  }

  /** The tensors of a safetensors file, in the order in which they are written. */
  public List<Entry> entries() {
    return switch (form) {
      case Form.Floats(FloatType type) ->
          List.of(
              new Entry(source.name(), Dtype.of(type), source.shape(), elements() * type.bytes()));
      case Form.Interleaved interleaved -> {
        InterleavedShape shape = interleavedShape().orElseThrow();
        List<Long> sizes = new ArrayList<>();
        for (long size : shape.tensorShape()) {
          sizes.add(size);
        }
        yield List.of(new Entry(source.name(), Dtype.U32, sizes, shape.byteSize()));
      }
      case Form.RowMajor(GroupFormat format) -> rowMajorEntries(format);
      case Form.Blocks(BlockType type) ->
          throw new IllegalStateException(type + " is no type of safetensors");
    };
  }

  private List<Entry> rowMajorEntries(GroupFormat format) {
    long rows = rows();
    long cols = source.shape().getLast();
    long words = cols * format.bits() / 32;
    long groups = cols / format.groupSize();
    Dtype scale = Dtype.of(format.scaleType());
    long scaleBytes = rows * groups * format.scaleType().bytes();
    return List.of(
        new Entry(source.name(), Dtype.U32, withColumns(words), rows * words * 4),
        new Entry(module() + ".scales", scale, withColumns(groups), scaleBytes),
        new Entry(module() + ".biases", scale, withColumns(groups), scaleBytes));
  }

  private List<Long> withColumns(long columns) {
    List<Long> shape = new ArrayList<>(source.shape());
    shape.set(shape.size() - 1, columns);
    return shape;
  }

  /** Bytes of the output. */
  public long outputBytes() {
    if (form instanceof Form.Blocks(BlockType type)) {
      return elements() / type.elements() * type.bytes();
    }
    return entries().stream().mapToLong(Entry::bytes).sum();
  }
}
