package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.module.WeightMap;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.models.weights.WeightCensus;

/** What transformers' configuration cannot turn off, and the forms of the experts. */
class GptOssTest {

  private static final String NAME = "gpt-oss";

  private static float[] logits(Transformer transformer, int[] tokens) {
    ComputeOptions exact = new ComputeOptions(KvType.F32, ActivationPrecision.FLOAT32);
    try (Backend backend = Backend.open(KernelChoice.SCALAR, 1);
        BoundModel model = TinyModel.bind(transformer, backend, exact);
        SequenceDecoder decoder = new SequenceDecoder(model, tokens.length)) {
      decoder.prompt(tokens, 0, tokens.length, _ -> true);
      return decoder.logits().clone();
    }
  }

  private static double effect(float[] logits, float[] others) {
    double most = 0;
    float least = logits[0];
    float largest = logits[0];
    for (int i = 0; i < logits.length; i++) {
      most = Math.max(most, Math.abs(logits[i] - others[i]));
      least = Math.min(least, logits[i]);
      largest = Math.max(largest, logits[i]);
    }
    return most / (largest - least);
  }

  @Test
  void sinksMatter() throws IOException {
    int[] tokens = ExpectedLogits.of(NAME).tokens();
    try (OpenModel model = OpenModel.open(Fixtures.model(NAME), Architectures.STANDARD)) {
      Transformer without =
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
                      float[] other = vector.clone();
                      if (name.endsWith(".sinks.weight")) {
                        Arrays.fill(other, -1e6f);
                      }
                      return other;
                    }
                  });
      assertThat(effect(logits(model.transformer(), tokens), logits(without, tokens)))
          .isGreaterThan(0.02);
    }
  }

  @Test
  void limitsMatter(@TempDir Path directory) throws IOException {
    int[] tokens = ExpectedLogits.of(NAME).tokens();
    Path original = Fixtures.model(NAME);
    String weights = "model.safetensors";
    Files.copy(original.resolve(weights), directory.resolve(weights));
    String config = Files.readString(original.resolve("config.json"));
    Files.writeString(
        directory.resolve("config.json"),
        config.replace("\"swiglu_limit\": 7.0", "\"swiglu_limit\": 1000.0"));
    try (OpenModel model = OpenModel.open(original, Architectures.STANDARD);
        OpenModel other = OpenModel.open(directory, Architectures.STANDARD)) {
      float[] limited = logits(model.transformer(), tokens);
      assertThat(effect(limited, logits(other.transformer(), tokens))).isGreaterThan(0.02);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-oss", "gpt-oss-mxfp4"})
  void everyTensorIsUsedAndSizesAreKnownWithoutReading(String name) throws IOException {
    try (OpenModel model = OpenModel.open(Fixtures.model(name), Architectures.STANDARD);
        ModelSource source = ModelSource.open(Fixtures.model(name))) {
      assertThat(model.unused()).isEmpty();
      ModelConfig config = model.config();
      Transformer shapes = config.architecture().build(config, source.shapes());
      assertThat(WeightCensus.of(shapes)).isEqualTo(WeightCensus.of(model.transformer()));
      assertThat(shapes.matrixBytes()).isEqualTo(model.transformer().matrixBytes());
    }
  }
}
