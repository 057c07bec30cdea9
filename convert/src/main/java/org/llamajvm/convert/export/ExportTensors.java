package org.llamajvm.convert.export;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.decode.VectorRows;
import org.llamajvm.convert.experts.ExpertStack;
import org.llamajvm.convert.experts.FusedExperts;
import org.llamajvm.convert.rows.InterleavedHeads;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.TensorNames;

/**
 * The tensors of a checkpoint under the names and in the order of GGUF: the experts of a layer in
 * one tensor, the rows of queries and keys interleaved where files of the architecture have them
 * so. For one thread.
 */
final class ExportTensors {

  private static final Pattern EXPERT = Pattern.compile("(.*\\.experts)\\.(\\d{1,5})\\.(.*)");

  /** What has no ending in Hugging Face's layout. */
  private static final String SINKS = ".self_attn.sinks";

  /** How names of a language model begin that is a part of another model. */
  private static final List<String> PREFIXES =
      List.of("model.language_model.", "language_model.model.");

  /** How names of what reads images begin. */
  private static final List<String> VISION =
      List.of(
          "vision_tower.",
          "vision_model.",
          "multi_modal_projector.",
          "model.vision_tower.",
          "model.multi_modal_projector.");

  private final TensorNames names;
  private final int headSize;
  private final Map<String, CheckpointTensor> tensors = new LinkedHashMap<>();
  private final Map<String, SortedMap<Integer, CheckpointTensor>> stacks = new LinkedHashMap<>();

  private ExportTensors(TensorNames names, int headSize) {
    this.names = names;
    this.headSize = headSize;
  }

  /**
   * Translates them.
   *
   * @throws ModelFormatException if GGUF has no name for a tensor, or the experts of a layer do not
   *     fit each other
   */
  static List<CheckpointTensor> of(List<CheckpointTensor> tensors, TensorNames names, int headSize)
      throws ModelFormatException {
    ExportTensors export = new ExportTensors(names, headSize);
    for (CheckpointTensor tensor : FusedExperts.apart(tensors)) {
      if (VISION.stream().noneMatch(tensor.name()::startsWith)) {
        export.add(plain(tensor.name()), tensor);
      }
    }
    for (Map.Entry<String, SortedMap<Integer, CheckpointTensor>> stack : export.stacks.entrySet()) {
      export.add(stack.getKey(), ExpertStack.of(stack.getKey(), stack.getValue()));
    }
    List<CheckpointTensor> result = new ArrayList<>();
    for (Map.Entry<String, CheckpointTensor> entry : export.tensors.entrySet()) {
      result.add(export.translated(entry.getKey(), entry.getValue()));
    }
    return result;
  }

  private static String plain(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return "model." + name.substring(prefix.length());
      }
    }
    return name.startsWith("language_model.lm_head.")
        ? name.substring("language_model.".length())
        : name.replace(".switch_mlp.", ".experts.");
  }

  private void add(String name, CheckpointTensor tensor) {
    Matcher expert = EXPERT.matcher(name);
    if (expert.matches()) {
      stacks
          .computeIfAbsent(expert.group(1) + "." + expert.group(3), _ -> new TreeMap<>())
          .put(Integer.parseInt(expert.group(2)), tensor);
    } else if (name.endsWith(SINKS)) {
      tensors.put(name + ".weight", tensor);
    } else {
      tensors.put(name, tensor);
    }
  }

  private CheckpointTensor translated(String name, CheckpointTensor tensor)
      throws ModelFormatException {
    String target = target(name);
    boolean turned =
        names.interleavesHeads() && (name.contains(".q_proj.") || name.contains(".k_proj."));
    List<Long> shape = tensor.shape();
    if (turned && (shape.isEmpty() || shape.getFirst() % headSize != 0)) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' has the shape %s, expected a multiple of the size of a head, %d"
              .formatted(name, shape, headSize));
    }
    // the gate of a shared expert is a matrix of one row there and a vector here
    boolean vector = shape.size() < 2 || (shape.size() == 2 && shape.get(0) == 1);
    if (vector && tensor instanceof Floats floats) {
      int length = Math.toIntExact(shape.isEmpty() ? 1 : shape.getLast());
      float plus = names.addsOneToNorms() && name.endsWith("norm.weight") ? 1 : 0;
      IntUnaryOperator place =
          turned ? i -> (int) InterleavedHeads.source(i, headSize) : IntUnaryOperator.identity();
      Rows row = new VectorRows(floats, length, place, plus);
      return new Floats(target, List.of((long) length), FloatType.F32, row);
    }
    return with(
        tensor,
        target,
        shape,
        turned ? rows -> new InterleavedHeads(rows, headSize) : UnaryOperator.identity());
  }

  private String target(String name) throws ModelFormatException {
    Optional<String> found = names.gguf(name);
    if (found.isEmpty() && name.contains(".block_sparse_moe.experts.")) {
      // mlx-lm calls the projections of all models alike
      found =
          names.gguf(
              name.replace(".gate_proj.", ".w1.")
                  .replace(".up_proj.", ".w3.")
                  .replace(".down_proj.", ".w2."));
    }
    return found.orElseThrow(() ->
        ModelFormatException.of(
            UNSUPPORTED,
            "Tensor '%s' has no name in GGUF files of this architecture".formatted(name)));
  }

  private static CheckpointTensor with(
      CheckpointTensor tensor, String name, List<Long> shape, UnaryOperator<Rows> rows) {
    return tensor.with(name, shape, tensor.parts().stream().map(rows).toList());
  }
}
