package org.llamajvm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seeds, and what the fuzzer has found, read once more. */
class CorpusTest {

  private static final Path ROOT = Path.of(System.getProperty("llama.root"));

  @TempDir private static Path seeds;

  @BeforeAll
  static void writeSeeds() throws IOException {
    Seeds.main(new String[] {ROOT.toString(), seeds.toString()});
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ConfigEditsTarget.class,
        ConfigTarget.class,
        ConstraintTarget.class,
        ConversationTarget.class,
        GgufTarget.class,
        JournalTarget.class,
        Llama2cTarget.class,
        NpzTarget.class,
        OllamaTemplateTarget.class,
        RequestTarget.class,
        SafetensorsTarget.class,
        SchemaEditsTarget.class,
        SentencePieceTarget.class,
        TemplateTarget.class,
        TokenizerJsonEditsTarget.class,
        TokenizerJsonTarget.class,
        TorchTarget.class
      })
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyInputKeepsTheContract(Class<?> target) throws Exception {
    Method run = target.getMethod("fuzzerTestOneInput", byte[].class);
    List<Path> inputs = new ArrayList<>(files(seeds.resolve(target.getSimpleName())));
    assertThat(inputs).isNotEmpty();
    inputs.addAll(files(ROOT.resolve("fuzz/corpus").resolve(target.getSimpleName())));
    for (Path input : inputs) {
      run.invoke(null, (Object) Files.readAllBytes(input));
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @Test
  void filesComeBackFromTheirParts() throws IOException {
    byte[] flat = {1, 'a', 2, 0, 5, 6, 1, 'b', 0, 0};
    Path archive = Files.write(seeds.resolve("archive"), Flat.zip(flat));
    assertThat(Flat.unzip(archive)).isEqualTo(flat);
    byte[] header = {'{', '}', 0, 1, 2};
    assertThat(Flat.unpackSafetensors(Flat.safetensors(header))).isEqualTo(header);
  }
}
