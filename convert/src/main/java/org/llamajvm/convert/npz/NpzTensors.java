package org.llamajvm.convert.npz;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Affine;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.convert.llama.Weight;
import org.llamajvm.convert.llama.WeightName;
import org.llamajvm.convert.rows.HalfSplitRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** Makes a model's weights of the arrays, which bear Meta's names or Hugging Face's. */
final class NpzTensors {

  private static final String WEIGHT = ".weight";
  private static final String SCALES = ".scales";
  private static final String BIASES = ".biases";

  /** Rotary frequencies, which follow from the configuration. */
  private static final String FREQUENCIES = "rope.freqs";

  private final Path directory;
  private final NpzArrays arrays;
  private final boolean metaNames;
  private final boolean interleaved;
  private final LlamaShape shape;
  private final Set<String> used = new HashSet<>(Set.of(FREQUENCIES));

  NpzTensors(Path directory, NpzArrays arrays, NpzConfig config) throws ModelException {
    this.directory = directory;
    this.arrays = arrays;
    this.metaNames = arrays.byName().containsKey(new WeightName(Weight.EMBEDDINGS, 0).meta());
    this.interleaved = config.interleaved().orElse(metaNames);
    this.shape =
        config.shape(
            rows(new WeightName(Weight.GATE, 0)), rows(new WeightName(Weight.EMBEDDINGS, 0)));
    if (shape.layers() > arrays.byName().size()) { // each has several, so more cannot be
      throw ModelFormatException.corrupt(
          config.json().file(),
          "%d layers, but the archives hold %d arrays in all"
              .formatted(shape.layers(), arrays.byName().size()));
    }
  }

  /** The sizes of the model. */
  LlamaShape shape() {
    return shape;
  }

  /** All weights in transformers' order; the head is left out if there is none. */
  List<CheckpointTensor> read() throws ModelException {
    List<CheckpointTensor> tensors = new ArrayList<>();
    for (WeightName name : WeightName.all(shape.layers())) {
      if (name.weight() != Weight.HEAD || arrays.byName().containsKey(stem(name) + WEIGHT)) {
        tensors.add(tensor(name));
      }
    }
    for (String name : arrays.byName().keySet()) {
      if (!used.contains(name)) {
        throw ModelFormatException.unsupported(
            arrays.byName().get(name).path(),
            "array '%s' is not one of a Llama of %d layers".formatted(name, shape.layers()));
      }
    }
    return tensors;
  }

  private CheckpointTensor tensor(WeightName name) throws ModelException {
    NpzArray weight = array(stem(name) + WEIGHT);
    List<Long> expected = shape.of(name.weight());
    if (weight.packed()) {
      return affine(name, weight, expected);
    }
    if (!weight.shape().equals(expected)) {
      throw wrongShape(weight, expected);
    }
    return new Floats(name.huggingFace(), expected, floatType(weight), ordered(name, weight));
  }

  /** Bits and group size follow from the shapes of codes and scales. */
  private Affine affine(WeightName name, NpzArray codes, List<Long> expected)
      throws ModelException {
    NpzArray scales = array(stem(name) + SCALES);
    NpzArray biases = array(stem(name) + BIASES);
    if (expected.size() != 2 || codes.shape().size() != 2 || scales.shape().size() != 2) {
      throw wrongShape(codes, expected);
    }
    long cols = expected.getLast();
    long words = codes.shape().getLast();
    long groups = scales.shape().getLast();
    boolean fits =
        groups > 0
            && cols % groups == 0
            && 32 * words % cols == 0
            && codes.shape().getFirst().equals(expected.getFirst())
            && scales.shape().getFirst().equals(expected.getFirst())
            && biases.shape().equals(scales.shape());
    if (!fits || 32 * words / cols > 8) {
      throw wrongShape(codes, expected);
    }
    if (floatType(biases) != floatType(scales)) {
      throw ModelFormatException.corrupt(
          biases.path(), "scales and biases of '%s' differ in type".formatted(stem(name)));
    }
    return new Affine(
        name.huggingFace(),
        expected,
        (int) (32 * words / cols),
        (int) (cols / groups),
        floatType(scales),
        ordered(name, codes),
        ordered(name, scales),
        ordered(name, biases));
  }

  private Rows ordered(WeightName name, NpzArray array) throws ModelException {
    Rows rows = array.rows();
    return interleaved && name.weight().rotary() ? new HalfSplitRows(rows, shape.headSize()) : rows;
  }

  private int rows(WeightName name) throws ModelException {
    NpzArray array = array(stem(name) + WEIGHT);
    long rows = array.shape().isEmpty() ? 0 : array.shape().getFirst();
    if (rows <= 0 || rows > Integer.MAX_VALUE) {
      throw ModelFormatException.corrupt(
          array.path(), "array '%s' has %d rows".formatted(stem(name), rows));
    }
    return (int) rows;
  }

  private String stem(WeightName name) {
    String full = metaNames ? name.meta() : name.huggingFace();
    return full.substring(0, full.length() - WEIGHT.length());
  }

  private NpzArray array(String name) throws ModelException {
    NpzArray array = arrays.byName().get(name);
    if (array == null) {
      throw ModelFormatException.of(
          Kind.MISSING, "Array '%s' is missing".formatted(name), directory);
    }
    used.add(name);
    return array;
  }

  private static FloatType floatType(NpzArray array) throws ModelException {
    return array
        .floatType()
        .orElseThrow(() ->
            ModelFormatException.corrupt(
                array.path(),
                "array '%s' holds packed codes, expected floats".formatted(array.entry().name())));
  }

  private static ModelFormatException wrongShape(NpzArray array, List<Long> expected) {
    return ModelFormatException.corrupt(
        array.path(),
        "array '%s' has shape %s, which does not make %s"
            .formatted(array.entry().name(), array.shape(), expected));
  }
}
