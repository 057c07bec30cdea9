package org.llamajvm.convert.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.convert.checkpoint.ArenaCheckpoint.Content;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Affine;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Blocks;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.engine.tensor.FloatType;

/**
 * Puts a Llama's checkpoint together. A head with the bits of the embeddings is left out, and the
 * configuration says that it is tied; it names the groups of quantised tensors as mlx-lm does.
 */
public final class LlamaContent {

  private LlamaContent() {}

  /**
   * A checkpoint whose files hold Meta's parameters.
   *
   * @param description what was found, for messages
   * @param params what its files say
   * @param shape its sizes
   * @param tensors all weights in transformers' order, embeddings first, the head last if there is
   *     one
   * @param sideFiles files to hand on
   * @param files every file that was opened
   * @throws IOException if a file cannot be read
   */
  public static Content of(
      String description,
      MetaParams params,
      LlamaShape shape,
      List<CheckpointTensor> tensors,
      List<SideFile> sideFiles,
      List<Path> files)
      throws IOException {
    boolean tied = isTied(tensors);
    Map<String, Object> config =
        HuggingFaceConfig.of(params, shape, tied, type(tensors.getFirst()));
    return content(description, config, tied, tensors, sideFiles, files);
  }

  /**
   * A checkpoint whose files hold Hugging Face's configuration.
   *
   * @param description what was found, for messages
   * @param config the configuration, which is changed where it does not fit the tensors
   * @param tensors all weights in transformers' order, embeddings first, the head last if there is
   *     one
   * @param sideFiles files to hand on
   * @param files every file that was opened
   * @throws IOException if a file cannot be read
   */
  public static Content of(
      String description,
      Map<String, Object> config,
      List<CheckpointTensor> tensors,
      List<SideFile> sideFiles,
      List<Path> files)
      throws IOException {
    return content(description, config, isTied(tensors), tensors, sideFiles, files);
  }

  private static Content content(
      String description,
      Map<String, Object> config,
      boolean tied,
      List<CheckpointTensor> tensors,
      List<SideFile> sideFiles,
      List<Path> files) {
    config.put("tie_word_embeddings", tied);
    putQuantization(config, tensors);
    int kept = tied && hasHead(tensors) ? tensors.size() - 1 : tensors.size();
    return new Content(
        description, CheckpointJson.of(config), tensors.subList(0, kept), sideFiles, files);
  }

  private static boolean hasHead(List<CheckpointTensor> tensors) {
    return tensors.getLast().name().equals(new WeightName(Weight.HEAD, 0).huggingFace());
  }

  private static boolean isTied(List<CheckpointTensor> tensors) throws IOException {
    return !hasHead(tensors) || SameBits.same(tensors.getFirst(), tensors.getLast());
  }

  private static FloatType type(CheckpointTensor tensor) {
    return switch (tensor) {
      case Floats floats -> floats.type();
      case Affine affine -> affine.scaleType();
      case Blocks _ -> FloatType.F32;
    };
  }

  /** The first groups stand for all; layers that differ are named one by one. */
  private static void putQuantization(Map<String, Object> config, List<CheckpointTensor> tensors) {
    config.remove("quantization");
    Map<String, Object> quantization = null;
    Affine first = null;
    for (CheckpointTensor tensor : tensors) {
      if (tensor instanceof Affine affine) {
        if (quantization == null) {
          first = affine;
          quantization = groups(affine);
          config.put("quantization", quantization);
        } else if (first.groupSize() != affine.groupSize() || first.bits() != affine.bits()) {
          quantization.put(affine.name().replaceFirst("\\.weight$", ""), groups(affine));
        }
      }
    }
  }

  private static Map<String, Object> groups(Affine affine) {
    Map<String, Object> groups = new LinkedHashMap<>();
    groups.put("group_size", affine.groupSize());
    groups.put("bits", affine.bits());
    return groups;
  }
}
