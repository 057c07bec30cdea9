package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.KvPool;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.Fixtures;

/**
 * Texts much longer than the windows: pages stay few, and the logits are those of transformers,
 * also after going back and from a saved cache.
 */
class WindowedPagesTest {

  private static final double BOUND = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"gemma3-pages", "mistral-window-pages"})
  void pagesInUseStayBounded(String name) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    try (Backend backend = Backend.open(KernelChoice.VECTOR, 2);
        TinyModel model = TinyModel.open(Fixtures.model(name), backend);
        SequenceDecoder decoder = model.decoder(tokens.length)) {
      KvPool pool = model.model().pool();
      int full = name.startsWith("gemma3") ? 1 : 0;
      int windowed = name.startsWith("gemma3") ? 3 : 1;
      for (int i = 0; i < tokens.length; i++) {
        decoder.next(tokens[i]);
        expected.check(i, decoder.logits(), BOUND);
        assertThat(pool.use().used())
            .isLessThanOrEqualTo(full * KvLayout.pages(i + 1) + windowed * 2);
      }
      KvLayout layout = model.files().config().kvLayout(KvType.F32);
      assertThat(layout.description()).isEqualTo(pool.layout().description());
      assertThat(pool.byteSize()).isLessThanOrEqualTo(layout.byteSize(tokens.length));
      assertThat(layout.byteSize(100_000))
          .isLessThan(layout.pageBytes() * KvLayout.pages(100_000) / (full == 1 ? 3 : 50));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemma3-pages", "mistral-window-pages", "llama4-pages"})
  void goingBackComputesAgainWhatWasGivenBack(String name) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    int last = tokens.length - 1;
    try (Backend backend = Backend.open(KernelChoice.VECTOR, 2);
        TinyModel model = TinyModel.open(Fixtures.model(name), backend);
        SequenceDecoder decoder = model.decoder(tokens.length)) {
      decoder.prompt(tokens, 0, tokens.length, _ -> true);
      for (int position : new int[] {last, 700, 300, 41, 1}) {
        decoder.rewind(position);
        assertThat(decoder.position()).isEqualTo(position);
        decoder.promptEach(
            tokens, position, tokens.length, i -> expected.check(i, decoder.logits(), BOUND));
      }
      int[] others = tokens.clone();
      others[600]++;
      others[600] %= 40;
      int kept = decoder.keep(others, last);
      decoder.prompt(others, kept, tokens.length, _ -> true);
      kept = decoder.keep(tokens, last);
      assertThat(kept).isLessThanOrEqualTo(600);
      decoder.promptEach(
          tokens, kept, tokens.length, i -> expected.check(i, decoder.logits(), BOUND));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemma3-pages", "mistral-window-pages", "llama4-pages"})
  void goesOnFromASavedCache(String name) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    int last = tokens.length - 1;
    int saved = tokens.length - 5;
    int[] begin = Arrays.copyOf(tokens, saved);
    try (Backend backend = Backend.open(KernelChoice.VECTOR, 2);
        TinyModel model = TinyModel.open(Fixtures.model(name), backend);
        SequenceDecoder first = model.decoder(tokens.length);
        SequenceDecoder second = model.decoder(tokens.length);
        Arena arena = Arena.ofConfined()) {
      first.prompt(begin, 0, saved, _ -> true);
      MemorySegment bytes = arena.allocate(first.byteSize(saved));
      first.copyTo(bytes);
      second.copyFrom(begin, bytes);
      assertThat(second.keep(tokens, last)).isEqualTo(saved);
      second.promptEach(
          tokens, saved, tokens.length, i -> expected.check(i, second.logits(), BOUND));
      second.rewind(20);
      second.promptEach(tokens, 20, tokens.length, i -> expected.check(i, second.logits(), BOUND));
    }
  }

  /** The figures of docs/scheduling.md: 29 of 34 layers have a window of 1,024. */
  @Test
  void countsTheMemoryOfGemma3ByLayer() throws IOException {
    JsonObject models = JsonObject.read(Fixtures.directory().resolve("published.json"));
    KvLayout layout =
        Architectures.STANDARD
            .config(models.object("Gemma-3-4B").object("config"))
            .kvLayout(KvType.F16);
    long layer = 2L * 4 * 256 * 2 * KvLayout.PAGE;
    assertThat(layout.blockBytes()).isEqualTo(layer);
    assertThat(34L * KvLayout.pages(32_768) * layer).isEqualTo(4_352L << 20);
    assertThat(layout.byteSize(32_768))
        .as("full layers; the window and a piece; the window before a mark")
        .isEqualTo((5 * 256 + 29 * (13 + 10L)) * layer)
        .isEqualTo((long) (973.5 * (1 << 20)));
    assertThat(layout.requestBytes(32_768)).isEqualTo((long) (828.5 * (1 << 20)));
  }
}
