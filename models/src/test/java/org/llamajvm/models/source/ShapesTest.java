package org.llamajvm.models.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.WeightSource;
import org.llamajvm.models.weights.WeightCensus;

/** Shapes are known without a page of a tensor: whoever reads one after it was cut off fails. */
class ShapesTest {

  private static final int PAGE = 4096;

  @TempDir private Path directory;

  @BeforeEach
  void needFilesThatCanBeCutOff() {
    assumeTrue(File.separatorChar == '/', "A mapped file cannot be cut off here");
  }

  private static void cutOff(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  private static Transformer build(ModelSource source, WeightSource weights) throws IOException {
    ModelConfig config = Architectures.STANDARD.config(source.config());
    return config.architecture().build(config, weights);
  }

  private static void checkShapes(ModelSource source, Path file, long header) throws IOException {
    WeightCensus expected = WeightCensus.of(build(source, source.weights()));
    cutOff(file, header);
    assertThat(WeightCensus.of(build(source, source.shapes()))).isEqualTo(expected);
    assertThatThrownBy(() -> source.reading(() -> build(source, source.weights())))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cut off while it was in use");
  }

  @Test
  void ofADirectory() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("wren-3m"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    try (ModelSource source = ModelSource.open(directory)) {
      checkShapes(source, directory.resolve("model-00001-of-00002.safetensors"), 0);
    }
  }

  @Test
  void ofAGgufFile() throws IOException {
    Path file =
        Files.copy(
            Path.of("src/test/resources/gguf/attention-bias-bf16.gguf"),
            directory.resolve("model.gguf"));
    try (GgufSource source = GgufSource.open(file)) {
      long header = source.model().header(file).byteSize();
      checkShapes(source, file, Math.ceilDiv(header, PAGE) * PAGE);
    }
  }
}
