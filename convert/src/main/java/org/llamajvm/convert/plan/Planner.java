package org.llamajvm.convert.plan;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.decode.Decoded;
import org.llamajvm.convert.experts.FusedExperts;
import org.llamajvm.convert.experts.MlxExperts;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.ModelFiles;

/** Decides what every tensor of a checkpoint becomes, and in which file. */
public final class Planner {

  /** Which expert a token is given to turns on small differences, and routers are small. */
  private static final List<String> ROUTERS =
      List.of(
          ".mlp.gate.weight",
          ".mlp.router.weight",
          ".feed_forward.router.weight",
          ".block_sparse_moe.gate.weight",
          ".router.layer.weight",
          ".shared_expert_gate.weight");

  private static final List<Integer> GROUP_SIZES = List.of(128, 64, 32);

  private final ConvertOptions options;
  private final List<String> keptFloat = new ArrayList<>();

  private Planner(ConvertOptions options) {
    this.options = options;
  }

  /**
   * Plans a conversion.
   *
   * @param checkpoint what is converted, borrowed
   * @throws ModelException if the checkpoint cannot become what is asked for
   */
  public static ConversionPlan plan(Checkpoint checkpoint, ConvertOptions options)
      throws ModelException {
    Planner planner = new Planner(options);
    List<PlannedTensor> tensors = new ArrayList<>();
    for (CheckpointTensor tensor : source(checkpoint, options)) {
      Form form = planner.form(tensor);
      boolean blocks = tensor instanceof CheckpointTensor.Blocks;
      tensors.add(new PlannedTensor(blocks ? Decoded.floats(tensor) : tensor, form));
    }
    return new ConversionPlan(
        checkpoint.description(),
        planner.shards(tensors),
        OutputConfig.of(checkpoint.config(), tensors, options),
        planner.keptFloat,
        options.threads());
  }

  /** Experts are each by themselves, if something is quantised; mlx-lm wants them stacked. */
  private static List<CheckpointTensor> source(Checkpoint checkpoint, ConvertOptions options)
      throws ModelException {
    List<CheckpointTensor> tensors = checkpoint.tensors();
    boolean onlyFloats = tensors.stream().allMatch(CheckpointTensor.Floats.class::isInstance);
    if (options.quantization().isEmpty() && onlyFloats) {
      return tensors;
    }
    List<CheckpointTensor> apart = FusedExperts.apart(tensors);
    return options.layout() == Layout.MLX
        ? MlxExperts.stacked(apart, checkpoint.config().optionalText("model_type").orElse(""))
        : apart;
  }

  private Form form(CheckpointTensor tensor) throws ModelFormatException {
    return switch (tensor) {
      case CheckpointTensor.Floats floats -> floatForm(floats);
      case CheckpointTensor.Affine affine -> affineForm(affine);
      case CheckpointTensor.Blocks blocks -> blockForm(blocks);
    };
  }

  private Form floatForm(CheckpointTensor.Floats tensor) {
    FloatType type = options.dtype().orElse(tensor.type());
    if (options.quantization().isEmpty() || !isMatrix(tensor)) {
      return new Form.Floats(type);
    }
    Quantization wanted = options.quantization().get();
    Optional<Integer> group =
        GROUP_SIZES.stream()
            .filter(size -> size <= wanted.groupSize() && tensor.shape().getLast() % size == 0)
            .findFirst();
    if (group.isEmpty()) {
      keptFloat.add(tensor.name());
      return new Form.Floats(type);
    }
    return groups(new GroupFormat(wanted.bits(), group.get(), scaleType(type)));
  }

  private Form blockForm(CheckpointTensor.Blocks tensor) throws ModelFormatException {
    if (options.quantization().isPresent() && !options.quantization().get().again()) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is quantised already, to %s; rounding it again adds a second error to the first, and is done only if asked for (--requantize)"
              .formatted(tensor.name(), tensor.type()));
    }
    return floatForm(Decoded.floats(tensor));
  }

  private static boolean isMatrix(CheckpointTensor tensor) {
    return (tensor.shape().size() == 2 || MlxExperts.isStack(tensor))
        && tensor.name().endsWith(".weight")
        && ROUTERS.stream().noneMatch(tensor.name()::endsWith);
  }

  /** Scales of four bytes would gain nothing and have no interleaved form. */
  private static FloatType scaleType(FloatType floats) {
    return floats == FloatType.F32 ? FloatType.F16 : floats;
  }

  private Form affineForm(CheckpointTensor.Affine tensor) throws ModelFormatException {
    GroupFormat present = new GroupFormat(tensor.bits(), tensor.groupSize(), tensor.scaleType());
    if (options.quantization().isEmpty()) {
      return groups(present);
    }
    Quantization wanted = options.quantization().get();
    if (wanted.bits() == present.bits() && wanted.groupSize() == present.groupSize()) {
      return groups(present);
    }
    if (!wanted.again()) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is quantised already, to %d bits in groups of %d; rounding it again, to %d bits in groups of %d, adds a second error to the first, and is done only if asked for (--requantize)"
              .formatted(
                  tensor.name(),
                  present.bits(),
                  present.groupSize(),
                  wanted.bits(),
                  wanted.groupSize()));
    }
    if (tensor.shape().getLast() % wanted.groupSize() != 0) {
      return groups(present);
    }
    return groups(
        new GroupFormat(wanted.bits(), wanted.groupSize(), scaleType(tensor.scaleType())));
  }

  private Form groups(GroupFormat format) {
    boolean interleaved =
        options.layout() == Layout.INTERLEAVED
            && format.bits() == 4
            && format.scaleType() != FloatType.F32;
    return interleaved ? new Form.Interleaved(format) : new Form.RowMajor(format);
  }

  private List<PlannedShard> shards(List<PlannedTensor> tensors) {
    List<List<PlannedTensor>> files = PlannedShard.split(tensors, options.maxShardBytes());
    List<PlannedShard> shards = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      shards.add(new PlannedShard(ModelFiles.name(i + 1, files.size()), inOrder(files.get(i))));
    }
    return shards;
  }

  /** Interleaved tensors first: their sizes keep each other aligned to 64 bytes. */
  private static List<PlannedTensor> inOrder(List<PlannedTensor> tensors) {
    return Stream.concat(
            tensors.stream().filter(tensor -> tensor.form() instanceof Form.Interleaved),
            tensors.stream().filter(tensor -> !(tensor.form() instanceof Form.Interleaved)))
        .toList();
  }
}
