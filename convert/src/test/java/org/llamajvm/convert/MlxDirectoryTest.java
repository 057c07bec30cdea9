package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;

/** Against a directory that torch made by MLX's formula (check_converted.py). */
class MlxDirectoryTest {

  @TempDir Path target;

  @Test
  void writesWhatMlxWouldWrite() throws IOException {
    Path expected = TestCheckpoints.tiny("mlx/expected");
    ConvertOptions options =
        new ConvertOptions(
            Optional.of(new Quantization(4, 64, Rounding.MLX, false)),
            Optional.empty(),
            Layout.MLX,
            1L << 30,
            2);
    try (Checkpoint checkpoint = Checkpoints.open(TestCheckpoints.tiny("mlx/source"))) {
      new Converter(checkpoint, options).run(target, Existing.REFUSE, Progress.SILENT);
    }
    Map<String, Reference.Tensor> tensors = Reference.directory(target);
    Map<String, Reference.Tensor> references = Reference.directory(expected);
    assertThat(tensors).containsOnlyKeys(references.keySet());
    references.forEach((name, reference) -> {
      assertThat(tensors.get(name).shape()).as(name).isEqualTo(reference.shape());
      assertThat(tensors.get(name).type()).as(name).isEqualTo(reference.type());
      assertThat(tensors.get(name).bytes()).as(name).isEqualTo(reference.bytes());
    });
    JsonMapper json = new JsonMapper();
    assertThat(json.readTree(target.resolve("config.json").toFile()).get("quantization"))
        .isEqualTo(json.readTree(expected.resolve("config.json").toFile()).get("quantization"));
  }
}
