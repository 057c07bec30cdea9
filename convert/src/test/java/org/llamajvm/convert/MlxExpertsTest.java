package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.module.WeightMap;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.weights.ModelFiles;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.architecture.Architectures;

/** Experts that mlx-lm stacks, into the layout of the kernels and back. */
class MlxExpertsTest {

  @TempDir private Path directory;

  private Path convert(Path from, String to, Layout layout, Optional<Quantization> quantization)
      throws IOException {
    Path target = directory.resolve(to);
    ConvertOptions options =
        new ConvertOptions(quantization, Optional.empty(), layout, Long.MAX_VALUE, 2);
    try (Checkpoint checkpoint = Checkpoints.open(from)) {
      new Converter(checkpoint, options).run(target, Existing.REFUSE, Progress.SILENT);
    }
    return target;
  }

  private static Map<String, String> tensors(Path model) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (TensorStore store = TensorStore.open(ModelFiles.find(model))) {
      for (String name : store.names()) {
        byte[] bytes = store.segment(name).toArray(ValueLayout.JAVA_BYTE);
        all.put(name, store.info(name).shapeText() + HexFormat.of().formatHex(bytes));
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlx-qwen3-moe", "mlx-granite-moe", "mlx-llama4"})
  void comesBackAsItWas(String name) throws IOException {
    Path original = TestCheckpoints.fixture(name);
    Path ours = convert(original, "ours", Layout.INTERLEAVED, Optional.empty());
    Path back = convert(ours, "back", Layout.MLX, Optional.empty());
    assertThat(tensors(back)).isEqualTo(tensors(original));
    assertThat(sameWeights(original, ours)).hasSizeGreaterThan(12);
    sameWeights(original, back);
  }

  /** MXFP4 has no form in affine groups: it becomes floats, if nothing is asked for. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt-oss-mxfp4", "mlx-gpt-oss"})
  void blocksBecomeFloats(String name) throws IOException {
    Path original = TestCheckpoints.fixture(name);
    for (Layout layout : Layout.values()) {
      sameWeights(original, convert(original, "floats-" + layout, layout, Optional.empty()));
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void blocksBecomeGroupsIfAskedFor(Layout layout) throws IOException {
    Path original = TestCheckpoints.fixture("gpt-oss-mxfp4");
    Optional<Quantization> once = Optional.of(new Quantization(4, 32, Rounding.MLX, false));
    assertThatThrownBy(() -> convert(original, "once", layout, once))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is quantised already, to MXFP4");
    Optional<Quantization> again = Optional.of(new Quantization(8, 32, Rounding.MLX, true));
    Path ours = convert(original, "again", layout, again);
    try (OpenModel before = OpenModel.open(original, Architectures.STANDARD);
        OpenModel after = OpenModel.open(ours, Architectures.STANDARD)) {
      assertThat(after.unused()).isEmpty();
      List<Matrix> expected = List.copyOf(before.transformer().matrices().keySet());
      List<Matrix> actual = List.copyOf(after.transformer().matrices().keySet());
      assertThat(actual).filteredOn(AffineMatrix.class::isInstance).hasSizeGreaterThan(18);
      for (int i = 0; i < actual.size(); i++) {
        float[] rows = rows(expected.get(i));
        float[] others = rows(actual.get(i));
        for (int k = 0; k < rows.length; k++) {
          assertThat(others[k]).isCloseTo(rows[k], within(0.03f));
        }
      }
    }
  }

  /** Fails unless two models have the same weights; gives the interleaved ones of the second. */
  private static List<Matrix> sameWeights(Path original, Path copy) throws IOException {
    try (OpenModel before = OpenModel.open(original, Architectures.STANDARD);
        OpenModel after = OpenModel.open(copy, Architectures.STANDARD)) {
      assertThat(after.unused()).isEmpty();
      List<Matrix> expected = List.copyOf(before.transformer().matrices().keySet());
      List<Matrix> actual = List.copyOf(after.transformer().matrices().keySet());
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.size(); i++) {
        assertThat(rows(actual.get(i))).isEqualTo(rows(expected.get(i)));
      }
      assertThat(vectors(after)).isEqualTo(vectors(before));
      return actual.stream().filter(InterleavedMatrix.class::isInstance).toList();
    }
  }

  private static List<float[]> vectorsOf(OpenModel model) {
    List<float[]> vectors = new ArrayList<>();
    model
        .transformer()
        .map(
            new WeightMap() {
              @Override
              public Matrix matrix(String name, Matrix matrix) {
                return matrix;
              }

              @Override
              public float[] vector(String name, float[] vector) {
                vectors.add(vector);
                return vector;
              }
            });
    return vectors;
  }

  private static List<String> vectors(OpenModel model) {
    return vectorsOf(model).stream().map(Arrays::toString).toList();
  }

  private static float[] rows(Matrix matrix) {
    float[] rows = new float[matrix.rows() * matrix.cols()];
    for (int row = 0; row < matrix.rows(); row++) {
      MatrixRows.decode(matrix, row, rows, row * matrix.cols());
    }
    return rows;
  }

  @Test
  void stacksWhatIsQuantised() throws IOException {
    Optional<Quantization> four = Optional.of(new Quantization(4, 32, Rounding.MLX, false));
    Path wide = TestCheckpoints.fixture("mixtral");
    Path stacked = convert(wide, "stacked", Layout.MLX, four);
    assertThat(tensors(stacked).keySet())
        .anyMatch(name -> name.endsWith(".block_sparse_moe.switch_mlp.gate_proj.weight"))
        .noneMatch(name -> name.contains(".experts."));
    try (OpenModel model = OpenModel.open(stacked, Architectures.STANDARD)) {
      assertThat(model.unused()).isEmpty();
    }
  }
}
