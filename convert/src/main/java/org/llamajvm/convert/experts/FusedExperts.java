package org.llamajvm.convert.experts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Blocks;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.decode.VectorRows;
import org.llamajvm.convert.rows.PartOfEach;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.rows.TransposedRows;
import org.llamajvm.engine.tensor.FloatType;

/**
 * Experts whose matrices their publishers keep in few tensors of three axes, each matrix and each
 * bias by itself.
 *
 * <table>
 * <caption>How they lie</caption>
 * <tr><th></th><th>gates and ups</th><th>axes of floats</th></tr>
 * <tr><td>Granite-MoE</td><td>gates before ups</td><td>experts, outputs, inputs</td></tr>
 * <tr><td>Llama 4</td><td>gates before ups</td><td>experts, inputs, outputs</td></tr>
 * <tr><td>gpt-oss</td><td>in turn</td><td>experts, inputs, outputs; blocks as in Granite-MoE</td></tr>
 * </table>
 */
public final class FusedExperts {

  private static final Pattern GRANITE =
      Pattern.compile("(?<module>.+)\\.(?<part>input|output)_linear\\.weight");
  private static final Pattern OTHERS =
      Pattern.compile("(?<module>.+)\\.experts\\.(?<part>gate_up|down)_proj(?<bias>_bias)?");

  private FusedExperts() {}

  /** Whether a name is that of such a tensor. */
  public static boolean is(String name) {
    return GRANITE.matcher(name).matches() || OTHERS.matcher(name).matches();
  }

  /** Takes all of them apart; other tensors stay as they are. */
  public static List<CheckpointTensor> apart(List<CheckpointTensor> tensors) {
    List<CheckpointTensor> result = new ArrayList<>();
    for (CheckpointTensor tensor : tensors) {
      Matcher granite = GRANITE.matcher(tensor.name());
      Matcher other = OTHERS.matcher(tensor.name());
      if (granite.matches() && tensor.shape().size() == 3) {
        boolean both = granite.group("part").equals("input");
        Projections projections = new Projections(granite.group("module"), both, false);
        result.addAll(projections.matrices(tensor, false));
      } else if (other.matches()) {
        boolean both = other.group("part").equals("gate_up");
        String module = other.group("module");
        Projections projections =
            new Projections(module, both, both && !module.endsWith(".feed_forward"));
        result.addAll(
            other.group("bias") != null
                ? projections.biases((Floats) tensor)
                : projections.matrices(tensor, tensor instanceof Floats));
      } else {
        result.add(tensor);
      }
    }
    return result;
  }

  /**
   * The projections in a tensor.
   *
   * @param module that has the experts
   * @param both whether these are gates and ups; else downs
   * @param inTurn whether rows of the two come in turn
   */
  private record Projections(String module, boolean both, boolean inTurn) {

    private List<String> names() {
      return both ? List.of("gate_proj", "up_proj") : List.of("down_proj");
    }

    private String name(int expert, String projection, String kind) {
      return module + ".experts." + expert + "." + projection + "." + kind;
    }

    List<CheckpointTensor> matrices(CheckpointTensor tensor, boolean transposed) {
      List<CheckpointTensor> matrices = new ArrayList<>();
      List<Long> shape = tensor.shape();
      long outputs = shape.get(transposed ? 2 : 1);
      long inputs = shape.get(transposed ? 1 : 2);
      for (int expert = 0; expert < shape.get(0); expert++) {
        for (int part = 0; part < names().size(); part++) {
          String name = name(expert, names().get(part), "weight");
          matrices.add(
              matrix(rows(tensor, expert, outputs, inputs, transposed), name, part, outputs));
        }
      }
      return matrices;
    }

    /** All rows of an expert. */
    private static CheckpointTensor rows(
        CheckpointTensor tensor, int expert, long outputs, long inputs, boolean transposed) {
      if (!transposed) {
        return ExpertStack.part(tensor, expert, tensor.name());
      }
      Floats floats = (Floats) tensor;
      int bytes = floats.type().bytes();
      Rows rows = new TransposedRows(floats.data(), expert * inputs, inputs, outputs, bytes);
      return new Floats(tensor.name(), List.of(outputs, inputs), floats.type(), rows);
    }

    /** Those rows of an expert that are of one projection. */
    private CheckpointTensor matrix(CheckpointTensor rows, String name, int part, long outputs) {
      long own = outputs / names().size();
      Function<Rows, Rows> cut =
          inTurn
              ? all -> new PartOfEach(all, names().size(), part, 1)
              : all -> new PartOfEach(all, outputs, part * own, own);
      List<Long> shape = List.of(own, rows.shape().get(1));
      return switch (rows) {
        case Floats floats -> new Floats(name, shape, floats.type(), cut.apply(floats.data()));
        case Blocks blocks -> new Blocks(name, shape, blocks.type(), cut.apply(blocks.data()));
        case CheckpointTensor.Affine affine ->
            new CheckpointTensor.Affine(
                name,
                shape,
                affine.bits(),
                affine.groupSize(),
                affine.scaleType(),
                cut.apply(affine.codes()),
                cut.apply(affine.scales()),
                cut.apply(affine.biases()));
      };
    }

    List<CheckpointTensor> biases(Floats tensor) {
      List<CheckpointTensor> biases = new ArrayList<>();
      int all = Math.toIntExact(tensor.shape().get(1));
      int own = all / names().size();
      for (int expert = 0; expert < tensor.shape().get(0); expert++) {
        for (int part = 0; part < names().size(); part++) {
          int first = expert * all + (inTurn ? part : part * own);
          int step = inTurn ? names().size() : 1;
          IntUnaryOperator place = i -> first + i * step;
          biases.add(
              new Floats(
                  name(expert, names().get(part), "bias"),
                  List.of((long) own),
                  FloatType.F32,
                  new VectorRows(tensor, own, place, 0)));
        }
      }
      return biases;
    }
  }
}
