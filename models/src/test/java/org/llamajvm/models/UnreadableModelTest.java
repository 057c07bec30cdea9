package org.llamajvm.models;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.format.ModelException;

/** Scalar kernels, because this JVM may compile vector kernels late. */
class UnreadableModelTest {

  private static final GenerateOptions OPTIONS = GenerateOptions.defaults().withMaxTokens(1);

  @TempDir private Path directory;

  @Test
  void aModelWhoseFileWasCutOffSaysSoFromThenOn() throws IOException {
    assumeTrue(File.separatorChar == '/', "A mapped file cannot be cut off here");
    try (Stream<Path> files = Files.list(Path.of("wren-3m"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Path shard = directory.resolve("model-00002-of-00002.safetensors");
    ModelOptions options = ModelOptions.defaults().withKernels(KernelChoice.SCALAR);
    try (LanguageModel model = LanguageModel.open(directory, options);
        Session session = model.newSession(10)) {
      assertThat(generate(session).text()).isNotEmpty();
      try (FileChannel channel = FileChannel.open(shard, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      assertThatThrownBy(() -> generate(session))
          .isInstanceOfSatisfying(
              UnreadableModelException.class,
              e -> {
                ModelException cause = (ModelException) e.getCause();
                assertThat(cause.kind()).isEqualTo(ModelException.Kind.TRUNCATED);
                assertThat(cause.file()).isEqualTo(shard);
              })
          .hasMessageContaining("cut off while it was in use, from 2757112 bytes to 0");
      Files.delete(shard);
      assertThatThrownBy(() -> generate(session))
          .isInstanceOf(UnreadableModelException.class)
          .hasMessageContaining("from 2757112 bytes to 0");
      assertThatThrownBy(() -> model.newSession()).isInstanceOf(UnreadableModelException.class);
      assertThatThrownBy(() -> model.generate("The", OPTIONS, GenerationListener.NONE))
          .isInstanceOf(UnreadableModelException.class);
    }
  }

  private static Generation generate(Session session) {
    return session.generate(new int[] {1, 5}, OPTIONS, GenerationListener.NONE, new Cancellation());
  }
}
