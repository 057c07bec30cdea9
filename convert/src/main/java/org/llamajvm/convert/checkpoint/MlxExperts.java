package org.llamajvm.convert.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.format.ModelFormatException;

/**
 * The experts of a layer as mlx-lm has them: each matrix of all of them in one tensor, under names
 * that are the same in all models.
 */
public final class MlxExperts {

  private static final String STACK = ".switch_mlp.";
  private static final Pattern EXPERT =
      Pattern.compile("(?<module>.+)\\.experts\\.(?<number>\\d{1,5})\\.(?<part>\\w+)\\.weight");

  /** What only Mixtral calls otherwise. */
  private static final Map<String, String> OF_MIXTRAL =
      Map.of("gate_proj", "w1", "down_proj", "w2", "up_proj", "w3");

  private static final Map<String, String> FROM_MIXTRAL =
      Map.of("w1", "gate_proj", "w2", "down_proj", "w3", "up_proj");

  private MlxExperts() {}

  /** Whether a name is that of a stack. */
  public static boolean isStack(String name) {
    return name.contains(STACK);
  }

  /**
   * Takes a stack apart.
   *
   * @param tensor of three axes
   * @param modelType of the configuration
   */
  public static List<CheckpointTensor> apart(CheckpointTensor tensor, String modelType) {
    String name = tensor.name();
    int at = name.indexOf(STACK);
    String rest = name.substring(at + STACK.length());
    String part = rest.substring(0, rest.indexOf('.'));
    String own = modelType.equals("mixtral") ? OF_MIXTRAL.getOrDefault(part, part) : part;
    List<CheckpointTensor> matrices = new ArrayList<>();
    for (int i = 0; i < tensor.shape().getFirst(); i++) {
      String expert = "%s.experts.%d.%s.weight".formatted(name.substring(0, at), i, own);
      matrices.add(ExpertStack.part(tensor, i, expert));
    }
    return matrices;
  }

  /**
   * Stacks all experts; other tensors stay as they are.
   *
   * @throws ModelFormatException if the experts of a layer are not all there, or not alike
   */
  public static List<CheckpointTensor> stacked(List<CheckpointTensor> tensors)
      throws ModelFormatException {
    Map<String, SortedMap<Integer, CheckpointTensor>> stacks = new LinkedHashMap<>();
    List<CheckpointTensor> result = new ArrayList<>();
    for (CheckpointTensor tensor : tensors) {
      Matcher expert = EXPERT.matcher(tensor.name());
      if (expert.matches()) {
        String part = FROM_MIXTRAL.getOrDefault(expert.group("part"), expert.group("part"));
        String name = expert.group("module") + STACK + part + ".weight";
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
