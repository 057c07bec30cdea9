package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;

/** stories260K from four forms: converted they are the same model, and tell the known story. */
class ConvertedStoriesTest {

  private static final Path ROOT = Path.of(System.getProperty("llama.root"));

  private final Path shared = ROOT.resolve("../shared/models");

  @TempDir private Path directory;

  private Path source(String form) throws IOException {
    Path huggingFace = shared.resolve("stories260K-hf");
    Path meta = shared.resolve("stories260K-meta");
    return switch (form) {
      case "shards" -> huggingFace;
      case "slices" -> meta;
      case "llama2c" -> StoriesForms.llama2c(huggingFace, directory.resolve("llama2c"));
      case "npz" -> StoriesForms.npz(huggingFace, meta, directory.resolve("npz"));
      default -> throw new IllegalArgumentException(form);
    };
  }

  private Path converted(String form) throws IOException {
    Path target = directory.resolve("from-" + form);
    ConvertOptions options =
        new ConvertOptions(Optional.empty(), Optional.empty(), Layout.MLX, 1L << 30, 2);
    try (Checkpoint checkpoint = Checkpoints.open(source(form))) {
      new Converter(checkpoint, options).run(target, Existing.REFUSE, Progress.SILENT);
    }
    return target;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shards", "slices", "llama2c", "npz"})
  void tellsTheKnownStory(String form) throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(shared), "SKIPPED: no models at " + shared.toAbsolutePath());
    Path target = converted(form);
    if (!form.equals("shards")) {
      assertThat(target.resolve("model.safetensors"))
          .hasSameBinaryContentAs(converted("shards").resolve("model.safetensors"));
    }
    String text;
    try (LanguageModel model = LanguageModel.open(target, ModelOptions.defaults())) {
      GenerateOptions options = GenerateOptions.defaults().withMaxTokens(200);
      text = model.generate("", options, piece -> {}).text();
    }
    Path expected = ROOT.resolve("models/src/test/resources/fixtures/stories260K.json");
    assertThat(text)
        .isEqualTo(new JsonMapper().readTree(expected.toFile()).at("/from_bos/text").textValue());
  }
}
