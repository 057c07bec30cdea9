package org.llamajvm.models.architecture;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.weights.WeightCensus;

/**
 * Configurations of published models, as far as they say sizes, give as many parameters as their
 * publishers count.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PublishedSizesTest {

  /** More than the largest matrix in BF16, and a few bytes for each matrix of a model. */
  private static final long BYTES = 4L << 30;

  private final Arena arena = Arena.ofShared();
  private MemorySegment emptiness;

  /** A file without content takes no room, however long it is. */
  @BeforeAll
  void map(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("sparse");
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, SPARSE, READ, WRITE)) {
      channel.write(ByteBuffer.allocate(1), BYTES - 1);
      emptiness = channel.map(MapMode.READ_ONLY, 0, BYTES, arena);
    }
  }

  @AfterAll
  void unmap() {
    arena.close();
  }

  private static JsonObject models() throws IOException {
    return JsonObject.read(Fixtures.directory().resolve("published.json"));
  }

  static List<String> names() throws IOException {
    return models().keys();
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasAsManyParametersAsPublished(String name) throws IOException {
    JsonObject model = models().object(name);
    ModelConfig config = Architectures.STANDARD.config(model.object("config"));
    Transformer transformer = config.architecture().build(config, new Emptiness());
    assertThat(WeightCensus.of(transformer).parameters())
        .isEqualTo(model.longInteger("parameters"));
  }

  /** Weights of every shape; each begins elsewhere, so that no two matrices are the same. */
  private final class Emptiness implements WeightSource {

    private long count;

    @Override
    public boolean has(String name) {
      return false;
    }

    @Override
    public Matrix matrix(String module, int rows, int cols) {
      long bytes = 2L * rows * cols;
      count++;
      return new FloatMatrix(FloatType.BF16, rows, cols, emptiness.asSlice(2 * count, bytes));
    }

    @Override
    public Matrix stacked(String module, int count, int rows, int cols) {
      throw new IllegalStateException("experts are apart where nothing else is there");
    }

    @Override
    public float[] vector(String name, int length) {
      return new float[length];
    }

    @Override
    public float[] vectors(String name, int count, int length) {
      throw new IllegalStateException("experts are apart where nothing else is there");
    }
  }
}
