package org.llamajvm.convert.experts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.format.ModelFormatException;

/**
 * The experts of a layer as mlx-lm has them: each matrix of all of them in one tensor, under names
 * that are the same in all models.
 */
public final class MlxExperts {

  private static final String STACK = ".switch_mlp.";
  private static final Pattern EXPERT =
      Pattern.compile(
          "(?<module>.+)\\.experts\\.(?<number>\\d{1,5})\\.(?<part>\\w+)\\.(?<kind>weight|bias)");

  private static final Pattern STACKED =
      Pattern.compile(
          "(?<module>.+)\\.(switch_mlp|experts)\\.(?<part>(gate|up|down)_proj)\\.(?<kind>weight|bias)");

  /** Models whose stacks have the name that experts have elsewhere. */
  private static final Set<String> EXPERTS = Set.of("gpt_oss", "llama4", "llama4_text");

  /** What only Mixtral calls otherwise. */
  private static final Map<String, String> OF_MIXTRAL =
      Map.of("gate_proj", "w1", "down_proj", "w2", "up_proj", "w3");

  private static final Map<String, String> FROM_MIXTRAL =
      Map.of("w1", "gate_proj", "w2", "down_proj", "w3", "up_proj");

  private MlxExperts() {}

  /** Whether a name is that of a stack of matrices or of biases. */
  public static boolean isStackName(String name) {
    return STACKED.matcher(name).matches();
  }

  /** Whether a tensor is such a stack. */
  public static boolean isStack(CheckpointTensor tensor) {
    int axes = tensor.name().endsWith(".bias") ? 2 : 3;
    return tensor.shape().size() == axes && isStackName(tensor.name());
  }

  /**
   * Takes a stack apart.
   *
   * @param tensor that {@linkplain #isStack is one}
   * @param modelType of the configuration
   */
  public static List<CheckpointTensor> apart(CheckpointTensor tensor, String modelType) {
    Matcher stack = STACKED.matcher(tensor.name());
    if (!stack.matches()) {
      throw new IllegalArgumentException(tensor.name() + " is no stack");
    }
    String part = stack.group("part");
    String own = modelType.equals("mixtral") ? OF_MIXTRAL.getOrDefault(part, part) : part;
    List<CheckpointTensor> parts = new ArrayList<>();
    for (int i = 0; i < tensor.shape().getFirst(); i++) {
      String expert =
          stack.group("module") + ".experts." + i + "." + own + "." + stack.group("kind");
      parts.add(ExpertStack.part(tensor, i, expert));
    }
    return parts;
  }

  /**
   * Stacks all experts; other tensors stay as they are.
   *
   * @param modelType of the configuration
   * @throws ModelFormatException if the experts of a layer are not all there, or not alike
   */
  public static List<CheckpointTensor> stacked(List<CheckpointTensor> tensors, String modelType)
      throws ModelFormatException {
    String infix = EXPERTS.contains(modelType) ? ".experts." : STACK;
    Map<String, SortedMap<Integer, CheckpointTensor>> stacks = new LinkedHashMap<>();
    List<CheckpointTensor> result = new ArrayList<>();
    for (CheckpointTensor tensor : tensors) {
      Matcher expert = EXPERT.matcher(tensor.name());
      if (expert.matches()) {
        String part = FROM_MIXTRAL.getOrDefault(expert.group("part"), expert.group("part"));
        String name = expert.group("module") + infix + part + "." + expert.group("kind");
        stacks
            .computeIfAbsent(name, _ -> new TreeMap<>())
            .put(Integer.parseInt(expert.group("number")), tensor);
      } else {
        result.add(tensor);
      }
    }
    for (Map.Entry<String, SortedMap<Integer, CheckpointTensor>> stack : stacks.entrySet()) {
      result.add(ExpertStack.of(stack.getKey(), stack.getValue()));
    }
    return result;
  }
}
