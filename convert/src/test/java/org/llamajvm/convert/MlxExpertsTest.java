package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.loader.weights.ModelFiles;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.architecture.Architectures;

/** Experts that mlx-lm stacks, into the layout of the kernels and back. */
class MlxExpertsTest {

  private static final String NAME = "mlx-qwen3-moe";

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

  @Test
  void comesBackAsItWas() throws IOException {
    Path original = TestCheckpoints.fixture(NAME);
    Path ours = convert(original, "ours", Layout.INTERLEAVED, Optional.empty());
    Path back = convert(ours, "back", Layout.MLX, Optional.empty());
    assertThat(tensors(back)).isEqualTo(tensors(original));
    try (OpenModel before = OpenModel.open(original, Architectures.STANDARD);
        OpenModel after = OpenModel.open(ours, Architectures.STANDARD);
        OpenModel again = OpenModel.open(back, Architectures.STANDARD)) {
      assertThat(after.unused()).isEmpty();
      assertThat(again.unused()).isEmpty();
      List<Matrix> expected = List.copyOf(before.transformer().matrices().keySet());
      List<Matrix> actual = List.copyOf(after.transformer().matrices().keySet());
      assertThat(actual).hasSameSizeAs(expected);
      assertThat(actual).filteredOn(InterleavedMatrix.class::isInstance).hasSizeGreaterThan(12);
      for (int i = 0; i < actual.size(); i++) {
        assertThat(rows(actual.get(i))).isEqualTo(rows(expected.get(i)));
      }
    }
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
