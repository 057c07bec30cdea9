package org.llamajvm.convert.export;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.decode.Decoded;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufType;
import org.llamajvm.loader.gguf.TensorNames;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;

/** Decides what a GGUF file of a checkpoint will hold. */
public final class GgufPlanner {

  private static final String SUFFIX = ".gguf";

  private final Checkpoint checkpoint;
  private final GgufOptions options;
  private final List<String> keptFloat = new ArrayList<>();

  private GgufPlanner(Checkpoint checkpoint, GgufOptions options) {
    this.checkpoint = checkpoint;
    this.options = options;
  }

  /**
   * Plans a conversion.
   *
   * @param checkpoint what is converted, borrowed
   * @param file the file that is asked for; those of a split set get numbers
   * @throws ModelFormatException if the checkpoint cannot become what is asked for
   * @throws IOException if the files of its tokenizer cannot be read
   */
  public static GgufPlan plan(Checkpoint checkpoint, GgufOptions options, Path file)
      throws IOException {
    return new GgufPlanner(checkpoint, options).plan(file);
  }

  private GgufPlan plan(Path file) throws IOException {
    ModelConfig config = Architectures.STANDARD.config(checkpoint.config());
    ExportKeys keys = ExportKeys.of(config, checkpoint.config());
    List<CheckpointTensor> sources = new ArrayList<>();
    sources.addAll(new ExportRope(config, keys.architecture()).tensors());
    sources.addAll(
        ExportTensors.of(
            checkpoint.tensors(), TensorNames.of(keys.architecture()), config.headSize()));
    FileType type = options.type().orElseGet(() -> present(sources));
    TypeMix mix =
        new TypeMix(
            type,
            config.layers(),
            keys.expertCount(),
            config.attentionHeads() / config.keyValueHeads(),
            sources.stream().noneMatch(tensor -> tensor.name().equals("output.weight")));
    List<PlannedTensor> tensors = new ArrayList<>();
    for (CheckpointTensor source : sources) {
      tensors.add(planned(source, mix, type));
    }
    ConversionPlan plan =
        new ConversionPlan(
            checkpoint.description(),
            shards(tensors, file.getFileName().toString()),
            checkpoint.config(),
            keptFloat,
            options.threads());
    return new GgufPlan(plan, metadata(keys, config, type, file));
  }

  private FileType present(List<CheckpointTensor> tensors) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals("token_embd.weight"))
        .findFirst()
        .filter(CheckpointTensor.Floats.class::isInstance)
        .map(tensor -> FileType.of(((CheckpointTensor.Floats) tensor).type()))
        .orElse(FileType.F16);
  }

  /** Blocks of MXFP4 stay what they are: models are trained with them. */
  private PlannedTensor planned(CheckpointTensor source, TypeMix mix, FileType file)
      throws ModelFormatException {
    if (source instanceof CheckpointTensor.Affine affine
        && !GroupFormat.GROUP_SIZES.contains(affine.groupSize())) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is quantised in groups of %d; supported: 32, 64, 128"
              .formatted(source.name(), affine.groupSize()));
    }
    if (source instanceof CheckpointTensor.Blocks blocks && blocks.type() == BlockType.MXFP4) {
      return new PlannedTensor(source, new Form.Blocks(blocks.type()));
    }
    GgufType type = mix.of(source.name(), source.shape().size(), source.shape().getLast());
    boolean rounded = type.blockType().isPresent();
    if (rounded && !(source instanceof CheckpointTensor.Floats) && !options.again()) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is quantised already; rounding it again, to %s, adds a second error to the first, and is done only if asked for (--requantize)"
              .formatted(source.name(), type));
    }
    if (file.isQuantized() && type == GgufType.F16) {
      keptFloat.add(source.name());
    }
    Form form =
        type.blockType()
            .<Form>map(Form.Blocks::new)
            .orElseGet(() -> new Form.Floats(type.floatType().orElseThrow()));
    return new PlannedTensor(Decoded.floats(source), form);
  }

  private GgufPlan.Metadata metadata(ExportKeys keys, ModelConfig config, FileType type, Path file)
      throws IOException {
    MetadataBytes metadata = new MetadataBytes();
    metadata.text("general.architecture", keys.architecture());
    metadata.text("general.type", "model");
    metadata.text("general.name", name(file));
    metadata.integer("general.file_type", type.number());
    metadata.integer("general.quantization_version", 2);
    keys.add(metadata);
    ExportTokenizer.add(metadata, checkpoint.sideFiles(), config);
    return new GgufPlan.Metadata(metadata.count(), metadata.toBytes());
  }

  /** The name of the directory of the weights, as publishers call their models. */
  private String name(Path file) {
    return checkpoint.files().stream()
        .findFirst()
        .map(weights -> weights.toAbsolutePath().normalize().getParent())
        .flatMap(directory -> Optional.ofNullable(directory.getFileName()))
        .map(Path::toString)
        .orElseGet(() -> prefix(file.getFileName().toString()));
  }

  private static String prefix(String name) {
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private List<PlannedShard> shards(List<PlannedTensor> tensors, String name) {
    List<List<PlannedTensor>> files = PlannedShard.split(tensors, options.maxShardBytes());
    if (files.size() <= 1) {
      return List.of(new PlannedShard(name, files.stream().flatMap(List::stream).toList()));
    }
    return Stream.iterate(0, i -> i + 1)
        .limit(files.size())
        .map(i ->
            new PlannedShard(
                String.format(
                    Locale.ROOT, "%s-%05d-of-%05d%s", prefix(name), i + 1, files.size(), SUFFIX),
                files.get(i)))
        .toList();
  }
}
