package org.llamajvm.convert.huggingface;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.TransformersOrder;
import org.llamajvm.convert.experts.MlxExperts;
import org.llamajvm.convert.rows.FileRows;
import org.llamajvm.convert.rows.Mxfp4Rows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.layout.Mxfp4;
import org.llamajvm.loader.safetensors.Dtype;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.AffineLayout;
import org.llamajvm.loader.weights.Mxfp4Layout;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;

/** Turns the tensors of safetensors files into those of a checkpoint. */
final class TensorLister {

  private static final String WEIGHT = ".weight";

  /** Endings of the two parts of MXFP4 as gpt-oss was published. */
  private static final String CODES = "_blocks";

  private static final String EXPONENTS = "_scales";

  private final TensorStore store;
  private final QuantizationConfig quantization;
  private final boolean tied;
  private final String modelType;
  private final Map<Path, FileChannel> channels;

  TensorLister(TensorStore store, JsonObject config, Map<Path, FileChannel> channels)
      throws ModelException {
    this.store = store;
    this.quantization = QuantizationConfig.parse(config);
    this.tied = Boolean.TRUE.equals(config.value("tie_word_embeddings"));
    this.modelType = config.optionalText("model_type").orElse("");
    this.channels = channels;
  }

  List<CheckpointTensor> list() throws ModelFormatException {
    List<CheckpointTensor> tensors = new ArrayList<>();
    for (String name : store.names().stream().sorted(new TransformersOrder()).toList()) {
      if (!isDropped(name) && !belongsToWeight(name)) {
        CheckpointTensor tensor = tensor(store.info(name));
        tensors.addAll(
            MlxExperts.isStack(tensor) ? MlxExperts.apart(tensor, modelType) : List.of(tensor));
      }
    }
    return List.copyOf(tensors);
  }

  /** What transformers ignores: a head that is tied, and tables that are computed anyway. */
  private boolean isDropped(String name) {
    return (tied && name.startsWith("lm_head.")) || name.endsWith(".rotary_emb.inv_freq");
  }

  private boolean belongsToWeight(String name) {
    if (name.endsWith(EXPONENTS)) {
      String codes = name.substring(0, name.length() - EXPONENTS.length()) + CODES;
      return store.find(codes).isPresent();
    }
    return (name.endsWith(".scales") || name.endsWith(".biases"))
        && store.find(module(name) + WEIGHT).isPresent();
  }

  private static String module(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  private CheckpointTensor tensor(TensorInfo info) throws ModelFormatException {
    Optional<InterleavedShape> interleaved =
        Optional.ofNullable(store.metadata(info.file()).get(info.name()))
            .flatMap(InterleavedShape::parse);
    if (interleaved.isPresent()) {
      return interleaved(info, interleaved.get());
    }
    if (info.name().endsWith(CODES)) {
      String name = info.name().substring(0, info.name().length() - CODES.length());
      return mxfp4(name, info, store.info(name + EXPONENTS));
    }
    Optional<Mxfp4Layout> layout =
        info.name().endsWith(WEIGHT)
            ? Mxfp4Layout.find(store, quantization, info)
            : Optional.empty();
    if (layout.isPresent()) {
      return mxfp4(layout.get());
    }
    if (AffineLayout.is(store, info)) {
      return affine(info);
    }
    return new CheckpointTensor.Floats(info.name(), info.shape(), info.floatType(), rows(info));
  }

  private CheckpointTensor mxfp4(Mxfp4Layout layout) {
    List<Long> shape = new ArrayList<>(layout.exponents().shape());
    shape.set(shape.size() - 1, shape.getLast() * Mxfp4.ELEMENTS);
    return new CheckpointTensor.Blocks(
        layout.codes().name(),
        shape,
        BlockType.MXFP4,
        new Mxfp4Rows(rows(layout.codes()), rows(layout.exponents())));
  }

  /** Matrices of experts: (experts, rows, blocks, bytes) and (experts, rows, blocks). */
  private CheckpointTensor mxfp4(String name, TensorInfo codes, TensorInfo exponents)
      throws ModelFormatException {
    List<Long> shape = exponents.shape();
    if (shape.size() != 3) {
      throw exponents.wrongShape("three axes");
    }
    codes.checkShape(shape.get(0), shape.get(1), shape.get(2), Mxfp4.CODE_BYTES);
    for (TensorInfo info : List.of(codes, exponents)) {
      if (info.dtype() != Dtype.U8) {
        throw ModelFormatException.of(
            UNSUPPORTED,
            "Tensor '%s' is %s; supported is U8".formatted(info.name(), info.dtype()),
            info.file());
      }
    }
    return new CheckpointTensor.Blocks(
        name,
        List.of(shape.get(0), shape.get(1), shape.get(2) * Mxfp4.ELEMENTS),
        BlockType.MXFP4,
        new Mxfp4Rows(rows(codes, 2), rows(exponents, 2)));
  }

  private CheckpointTensor affine(TensorInfo weight) throws ModelFormatException {
    AffineLayout layout = AffineLayout.check(store, quantization, weight, stackShape(weight));
    List<Long> shape = new ArrayList<>(weight.shape());
    shape.set(shape.size() - 1, layout.cols());
    return new CheckpointTensor.Affine(
        weight.name(),
        shape,
        layout.bits(),
        layout.groupSize(),
        layout.type(),
        rows(weight),
        rows(layout.scales()),
        rows(layout.biases()));
  }

  /** Of a stack its axes, as the codes have them; else nothing. */
  private long[] stackShape(TensorInfo weight) {
    String module = module(weight.name());
    if (!MlxExperts.isStackName(weight.name())
        || weight.shape().size() != 3
        || quantization.of(module).isEmpty()) {
      return new long[0];
    }
    int bits = quantization.of(module).get().bits();
    return new long[] {
      weight.shape().get(0), weight.shape().get(1), weight.shape().get(2) * 32 / bits
    };
  }

  private CheckpointTensor interleaved(TensorInfo info, InterleavedShape shape)
      throws ModelFormatException {
    if (info.dtype() != Dtype.U32 || !info.hasShape(shape.tensorShape())) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' is %s %s, which does not fit its layout \"%s\""
              .formatted(info.name(), info.dtype(), info.shapeText(), shape.text()),
          info.file());
    }
    Rows blocks = rows(info, 1);
    return new CheckpointTensor.Affine(
        info.name(),
        List.of((long) shape.rows(), (long) shape.cols()),
        4,
        shape.groupSize(),
        shape.scaleType(),
        new InterleavedRows(blocks, shape, InterleavedRows.Part.CODES),
        new InterleavedRows(blocks, shape, InterleavedRows.Part.SCALES),
        new InterleavedRows(blocks, shape, InterleavedRows.Part.BIASES));
  }

  /** A matrix, or a stack of them, by its rows; anything of one axis or none is one row. */
  private Rows rows(TensorInfo info) {
    List<Long> shape = info.shape();
    return rows(info, Math.max(0, shape.size() - 1));
  }

  private Rows rows(TensorInfo info, int leadingAxes) {
    long count = info.shape().stream().limit(leadingAxes).reduce(1L, (a, b) -> a * b);
    long rowBytes = count == 0 ? 0 : info.bytes() / count;
    return new FileRows(channels.get(info.file()), info.file(), info.offset(), count, rowBytes);
  }
}
