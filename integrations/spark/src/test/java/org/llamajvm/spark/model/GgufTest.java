package org.llamajvm.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.spark.Spark;

class GgufTest {

  @TempDir private static Path directory;

  private static Path file;

  @BeforeAll
  static void convert() throws IOException {
    file = directory.resolve("wren.gguf");
    GgufOptions options = new GgufOptions(Optional.of(FileType.Q8_0), false, Long.MAX_VALUE, 2);
    try (Checkpoint checkpoint = Checkpoints.open(Spark.WREN.resolveSibling("wren-3m"))) {
      Converter.toGguf(checkpoint, options, file).run(file, Existing.REFUSE, Progress.SILENT);
    }
  }

  private static List<String> texts(Dataset<Row> answers) {
    return answers.select("generation.text").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void isReadWhereItLies() throws IOException {
    Dataset<Row> rows = Spark.prompts(3);
    List<String> texts =
        texts(Spark.wren().model(file.toString()).temperature(0).build().transform(rows));
    try (LanguageModel model = LanguageModel.open(file, ModelOptions.defaults())) {
      GenerateOptions greedy = GenerateOptions.defaults().withMaxTokens(8);
      assertThat(texts)
          .containsExactlyElementsOf(
              rows.collectAsList().stream()
                  .map(row -> model.generate(row.getString(1), greedy, _ -> {}).text())
                  .toList());
    }
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsCutOff() throws IOException {
    Path cut = directory.resolve("cut.gguf");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(file), 1_000_000));
    Dataset<Row> answers = Spark.wren().model(cut.toString()).build().transform(Spark.prompts(2));
    assertThatThrownBy(answers::collectAsList)
        .hasStackTraceContaining("The model cannot be opened: Truncated GGUF file: ")
        .hasStackTraceContaining("cut.gguf");
  }

  @Test
  void isShipped() throws IOException {
    Dataset<Row> rows = Spark.prompts(3);
    ShippedModel shipped = ShippedModel.ship(Spark.session(), file);
    assertThat(shipped.file()).isEqualTo("wren.gguf");
    assertThat(texts(Spark.wren().model(shipped).build().transform(rows)))
        .isEqualTo(texts(Spark.wren().model(file.toString()).build().transform(rows)));
    Path other = Files.copy(file, Files.createDirectory(directory.resolve("o")).resolve("o.gguf"));
    ShippedModel wrong =
        new ShippedModel(ShippedModel.ship(Spark.session(), other).file(), "0".repeat(64));
    assertThatThrownBy(() -> Spark.wren().model(wrong).build().transform(rows).collectAsList())
        .hasStackTraceContaining("o.gguf has the SHA-256 " + shipped.sha256() + ", not 000");
  }
}
