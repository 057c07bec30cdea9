package org.llamajvm.convert.meta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.convert.llama.SameBits;
import org.llamajvm.convert.llama.Weight;
import org.llamajvm.convert.llama.Weight.Split;
import org.llamajvm.convert.llama.WeightName;
import org.llamajvm.convert.rows.AdjoinedRows;
import org.llamajvm.convert.rows.HalfSplitRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.rows.StackedRows;
import org.llamajvm.convert.torch.TorchTensor;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/**
 * Joins the slices of one weight. Its kind says along which axis, its shape in the whole model
 * proves it.
 */
final class SliceJoin {

  private final Slices slices;
  private final LlamaShape shape;

  SliceJoin(Slices slices, LlamaShape shape) {
    this.slices = slices;
    this.shape = shape;
  }

  /** How many tokens the slices of the embeddings make, by whichever axis they are split. */
  static int vocabulary(List<TorchTensor> embeddings, int dim) throws ModelFormatException {
    long tokens = 0;
    for (TorchTensor slice : embeddings) {
      checkAxes(slice, 2);
      long rows = slice.shape().getFirst();
      tokens = splitByRows(slice, dim) ? tokens + rows : rows;
    }
    if (tokens <= 0 || tokens > Integer.MAX_VALUE) {
      throw wrongShape(embeddings.getFirst(), "(vocabulary, %d)".formatted(dim));
    }
    return (int) tokens;
  }

  private static boolean splitByRows(TorchTensor slice, long dim) {
    return slice.shape().getLast() == dim;
  }

  /** The whole weight under its Hugging Face name, rows in Hugging Face's rotary order. */
  Floats join(WeightName name) throws IOException {
    List<TorchTensor> parts = slices.tensors(name);
    List<Long> expected = shape.of(name.weight());
    checkAlike(parts, expected.size());
    Rows rows =
        switch (split(name.weight(), parts.getFirst())) {
          case NONE -> replicated(parts, expected);
          case COLUMNS -> adjoined(parts, expected);
          default -> stacked(name, parts, expected);
        };
    Rows ordered = name.weight().rotary() ? new HalfSplitRows(rows, shape.headSize()) : rows;
    return new Floats(name.huggingFace(), expected, parts.getFirst().type(), ordered);
  }

  private Split split(Weight weight, TorchTensor first) {
    if (weight.split() != Split.EMBEDDINGS) {
      return weight.split();
    }
    return splitByRows(first, shape.dim()) ? Split.ROWS : Split.COLUMNS;
  }

  private Rows replicated(List<TorchTensor> parts, List<Long> expected) throws IOException {
    for (TorchTensor part : parts) {
      if (!part.shape().equals(expected)) {
        throw wrongShape(part, expected.toString());
      }
    }
    Replicas.checkSame(parts);
    return parts.getFirst().rows();
  }

  private Rows adjoined(List<TorchTensor> parts, List<Long> expected) throws IOException {
    checkSum(parts, 1, expected);
    return parts.size() == 1 ? parts.getFirst().rows() : new AdjoinedRows(rows(parts));
  }

  private Rows stacked(WeightName name, List<TorchTensor> parts, List<Long> expected)
      throws IOException {
    List<TorchTensor> distinct = parts;
    boolean keys = name.weight() == Weight.KEY || name.weight() == Weight.VALUE;
    if (keys && parts.size() > shape.kvHeads() && eachHasOneHead(parts)) {
      distinct = withoutReplicas(parts, parts.size() / shape.kvHeads());
    }
    checkSum(distinct, 0, expected);
    return distinct.size() == 1 ? distinct.getFirst().rows() : new StackedRows(rows(distinct));
  }

  private boolean eachHasOneHead(List<TorchTensor> parts) {
    return parts.size() % shape.kvHeads() == 0
        && parts.stream().allMatch(part -> part.shape().getFirst() == shape.headSize());
  }

  /** With more slices than key/value heads, runs of slices hold the same head. */
  private static List<TorchTensor> withoutReplicas(List<TorchTensor> parts, int run)
      throws IOException {
    List<TorchTensor> distinct = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += run) {
      Replicas.checkSame(parts.subList(i, i + run));
      distinct.add(parts.get(i));
    }
    return distinct;
  }

  private static List<Rows> rows(List<TorchTensor> parts) throws ModelFormatException {
    List<Rows> rows = new ArrayList<>();
    for (TorchTensor part : parts) {
      rows.add(part.rows());
    }
    return rows;
  }

  private static void checkAlike(List<TorchTensor> parts, int axes) throws ModelFormatException {
    FloatType type = parts.getFirst().type();
    for (TorchTensor part : parts) {
      checkAxes(part, axes);
      if (part.type() != type) {
        throw ModelFormatException.corrupt(
            part.path(),
            "tensor '%s' holds %s, expected %s as in %s"
                .formatted(part.name(), part.type(), type, parts.getFirst().path().getFileName()));
      }
    }
  }

  private static void checkAxes(TorchTensor part, int axes) throws ModelFormatException {
    if (part.shape().size() != axes) {
      throw wrongShape(part, axes + (axes == 1 ? " axis" : " axes"));
    }
  }

  /** Checks that the parts make the expected shape along {@code axis} and agree on the other. */
  private static void checkSum(List<TorchTensor> parts, int axis, List<Long> expected)
      throws ModelFormatException {
    long sum = 0;
    for (TorchTensor part : parts) {
      long share = part.shape().get(axis);
      if (!part.shape().get(1 - axis).equals(expected.get(1 - axis))
          || share > expected.get(axis)) {
        throw wrongShape(part, "a slice of " + expected);
      }
      sum += share;
    }
    if (sum != expected.get(axis)) {
      throw ModelFormatException.corrupt(
          parts.getFirst().path().getParent(),
          "slices of '%s' make %d %s, expected %d"
              .formatted(
                  parts.getFirst().name(),
                  sum,
                  axis == 0 ? "rows" : "columns",
                  expected.get(axis)));
    }
  }

  private static ModelFormatException wrongShape(TorchTensor part, String expected) {
    return ModelFormatException.corrupt(
        part.path(),
        "tensor '%s' has shape %s, expected %s".formatted(part.name(), part.shape(), expected));
  }

  /**
   * Checks that no slice is a copy of another one, by a weight of which every slice has another
   * share. A share that is one byte over and over tells nothing.
   */
  void checkDistinct() throws IOException {
    List<TorchTensor> parts = slices.tensors(new WeightName(Weight.GATE, 0));
    List<Floats> shares = new ArrayList<>();
    for (TorchTensor part : parts) {
      shares.add(new Floats(part.name(), part.shape(), part.type(), part.rows()));
    }
    for (int i = 0; i < shares.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (SameBits.same(shares.get(i), shares.get(j)) && !SameBits.uniform(shares.get(i))) {
          throw ModelFormatException.corrupt(
              parts.get(i).path(), "slice is a copy of " + parts.get(j).path().getFileName());
        }
      }
    }
  }
}
