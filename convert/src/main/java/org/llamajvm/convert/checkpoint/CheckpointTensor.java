package org.llamajvm.convert.checkpoint;

import java.io.IOException;
import java.util.List;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;

/** One tensor of a checkpoint: what it is, and where its bytes come from. */
public sealed interface CheckpointTensor {

  /** Name in Hugging Face's layout, such as {@code model.layers.0.self_attn.q_proj.weight}. */
  String name();

  /** Size of every axis, outermost first, in elements of the model, not in packed words. */
  List<Long> shape();

  /** Every run of rows that the tensor consists of, in the order of its record. */
  List<Rows> parts();

  /**
   * Another tensor whose elements are stored in the same form.
   *
   * @param parts its runs of rows, in the order of {@link #parts()}
   */
  default CheckpointTensor with(String name, List<Long> shape, List<Rows> parts) {
    return switch (this) {
      case Floats floats -> new Floats(name, shape, floats.type(), parts.getFirst());
      case Blocks blocks -> new Blocks(name, shape, blocks.type(), parts.getFirst());
      case Affine a ->
          new Affine(
              name,
              shape,
              a.bits(),
              a.groupSize(),
              a.scaleType(),
              parts.get(0),
              parts.get(1),
              parts.get(2));
    };
  }

  /** Whether elements are stored in the same form as those of another tensor. */
  default boolean hasFormOf(CheckpointTensor other) {
    return switch (this) {
      case Floats a -> other instanceof Floats b && a.type() == b.type();
      case Blocks a -> other instanceof Blocks b && a.type() == b.type();
      case Affine a ->
          other instanceof Affine b
              && a.bits() == b.bits()
              && a.groupSize() == b.groupSize()
              && a.scaleType() == b.scaleType();
    };
  }

  /** Bytes of all parts. */
  default long byteSize() {
    return parts().stream().mapToLong(Rows::byteSize).sum();
  }

  /**
   * Compares all parts with their checksums, if there are any.
   *
   * @throws org.llamajvm.format.ModelFormatException if they differ
   * @throws IOException if a file cannot be read
   */
  default void check() throws IOException {
    for (Rows part : parts()) {
      part.check();
    }
  }

  /** Lets go of the pages of memory that reading the tensor has filled. */
  default void release() {
    parts().forEach(Rows::release);
  }

  /**
   * A tensor of plain floats.
   *
   * @param name Hugging Face's name
   * @param shape (rows, cols), or (n) for a norm
   * @param type how an element is stored, little-endian
   * @param data as many rows as the matrix has, or all matrices of a stack together; a vector is
   *     one row
   */
  record Floats(String name, List<Long> shape, FloatType type, Rows data)
      implements CheckpointTensor {

    /** Copies the shape. */
    public Floats {
      shape = List.copyOf(shape);
    }

    @Override
    public List<Rows> parts() {
      return List.of(data);
    }
  }

  /**
   * A matrix in blocks of ggml that have no form in affine groups.
   *
   * @param name Hugging Face's name
   * @param shape (rows, cols), or (matrices, rows, cols)
   * @param type of the blocks
   * @param data all rows
   */
  record Blocks(String name, List<Long> shape, BlockType type, Rows data)
      implements CheckpointTensor {

    /** Copies the shape. */
    public Blocks {
      shape = List.copyOf(shape);
    }

    @Override
    public List<Rows> parts() {
      return List.of(data);
    }
  }

  /**
   * A matrix in MLX's affine groups: {@code w = scale * code + bias}.
   *
   * @param name name of the matrix, {@code ….weight}; scales and biases are its siblings {@code
   *     ….scales} and {@code ….biases}
   * @param shape (rows, cols) of the matrix
   * @param bits bits of a code
   * @param groupSize elements along a row that share a scale and a bias
   * @param scaleType how scales and biases are stored
   * @param codes rows of cols × bits / 32 little-endian 32-bit words
   * @param scales rows of cols / groupSize elements
   * @param biases rows of cols / groupSize elements
   */
  record Affine(
      String name,
      List<Long> shape,
      int bits,
      int groupSize,
      FloatType scaleType,
      Rows codes,
      Rows scales,
      Rows biases)
      implements CheckpointTensor {

    /** Copies the shape. */
    public Affine {
      shape = List.copyOf(shape);
    }

    @Override
    public List<Rows> parts() {
      return List.of(codes, scales, biases);
    }
  }
}
