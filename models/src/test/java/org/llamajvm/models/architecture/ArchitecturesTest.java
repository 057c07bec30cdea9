package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.OpenModel;

/** A program brings an architecture of its own: one file, and one line that names it. */
class ArchitecturesTest {

  private static final int[] PROMPT = {5, 17, 90, 3, 41};

  @TempDir private Path directory;
  private Path toy;

  @BeforeEach
  void write() throws IOException {
    toy =
        Fixtures.copy(
            "tied-f32",
            directory,
            text ->
                text.replace("LlamaForCausalLM", "ToyForCausalLM").replace("\"llama\"", "\"toy\""));
  }

  @Test
  void aProgramAddsAnArchitecture() throws IOException {
    Architectures known = Architectures.STANDARD.with(new ToyArchitecture());
    try (OpenModel model = OpenModel.open(toy, known);
        OpenModel llama = OpenModel.open(Fixtures.model("tied-f32"), known)) {
      Transformer tree = model.transformer();
      assertThat(model.config().architecture()).isEqualTo(new ToyArchitecture());
      assertThat(model.unused()).isEmpty();
      assertThat(((GatedMlp) tree.layers().getFirst().mlp()).gate().name())
          .isEqualTo("model.layers.1.mlp.gate_proj");
      assertThat(logits(tree)).isNotEqualTo(logits(llama.transformer()));
      Transformer reversed =
          new Transformer(
              llama.transformer().embedding(),
              llama.transformer().layers().reversed(),
              llama.transformer().finalNorm(),
              llama.transformer().output());
      assertThat(logits(tree)).isEqualTo(logits(reversed));
    }
  }

  @Test
  void whatNobodyAddedIsRefused() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> OpenModel.open(toy, Architectures.STANDARD))
        .withMessageContaining("\"architectures\" is [\"ToyForCausalLM\"]; supported: Llama");
  }

  private static float[] logits(Transformer transformer) {
    ComputeOptions options = new ComputeOptions(KvType.F32, ActivationPrecision.FLOAT32);
    try (Backend backend = Backend.open(KernelChoice.SCALAR, 1);
        BoundModel model = TinyModel.bind(transformer, backend, options);
        SequenceDecoder decoder = new SequenceDecoder(model, PROMPT.length)) {
      decoder.prompt(PROMPT, 0, PROMPT.length, _ -> true);
      return decoder.logits().clone();
    }
  }
}
