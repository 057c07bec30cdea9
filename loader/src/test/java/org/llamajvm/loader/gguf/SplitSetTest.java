package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.ModelFormatException;

/** Models in three files: metadata in the first, tensors in the others. */
class SplitSetTest {

  @TempDir Path directory;

  private Path file(int number) {
    return directory.resolve("m-0000%d-of-00003.gguf".formatted(number));
  }

  private static TestGguf split(int number, int count, int tensors) {
    return new TestGguf()
        .raw("split.no", ValueType.U16, RawBytes.of().int8(number, 0))
        .raw("split.count", ValueType.U16, RawBytes.of().int8(count & 0xFF, count >> 8))
        .raw("split.tensors.count", ValueType.I32, RawBytes.of().int32(tensors));
  }

  private static TestGguf tensor(TestGguf file, String name, int first) {
    return file.tensor(name, GgufType.F32, RawBytes.of().int32(first, 2).bytes(), 2);
  }

  @BeforeEach
  void threeFiles() throws IOException {
    split(0, 3, 3).text("general.architecture", "llama").write(file(1));
    tensor(split(1, 3, 3), "a", 10).write(file(2));
    TestGguf last = split(2, 3, 3).alignment(64);
    tensor(tensor(last, "b", 20), "c", 30).write(file(3));
  }

  private AbstractThrowableAssert<?, ?> refuses(int given) {
    return assertThatThrownBy(() -> GgufModel.open(file(given)).close())
        .isInstanceOf(ModelFormatException.class);
  }

  @Test
  void anyFileOpensTheSet() throws IOException {
    for (int given = 1; given <= 3; given++) {
      try (GgufModel model = GgufModel.open(file(given))) {
        assertThat(model.files()).containsExactly(file(1), file(2), file(3));
        assertThat(model.metadata().text("general.architecture")).contains("llama");
        assertThat(model.names()).containsExactly("a", "b", "c");
        assertThat(model.info("b").file()).isEqualTo(file(3));
        for (String name : List.of("a", "b", "c")) {
          int first = (name.charAt(0) - 'a' + 1) * 10;
          assertThat(model.segment(name).get(ValueLayout.JAVA_INT_UNALIGNED, 0)).isEqualTo(first);
        }
      }
    }
  }

  @Test
  void aFileThatIsAloneMayHaveAnyName() throws IOException {
    tensor(new TestGguf(), "a", 1).write(file(1));
    try (GgufModel model = GgufModel.open(file(1))) {
      assertThat(model.files()).containsExactly(file(1));
    }
    tensor(split(0, 1, 1), "a", 1).write(directory.resolve("x.gguf"));
    try (GgufModel model = GgufModel.open(directory.resolve("x.gguf"))) {
      assertThat(model.names()).containsExactly("a");
    }
  }

  @Test
  void namesAMissingFile() throws IOException {
    Files.delete(file(2));
    refuses(3)
        .hasMessage(
            "1 of the model's 3 files is missing: m-00002-of-00003.gguf (file=%s)"
                .formatted(file(3)));
  }

  @Test
  void namesSomeOfManyMissingFiles() throws IOException {
    Path first = split(0, 65_535, 3).write(directory.resolve("m-00001-of-65535.gguf"));
    assertThatThrownBy(() -> GgufModel.open(first))
        .hasMessageStartingWith(
            "65534 of the model's 65535 files are missing: m-00002-of-65535.gguf,"
                + " m-00003-of-65535.gguf, m-00004-of-65535.gguf, and others");
  }

  @Test
  void namesATruncatedFile() throws IOException {
    byte[] whole = Files.readAllBytes(file(3));
    Files.write(file(3), Arrays.copyOf(whole, whole.length - 60));
    refuses(1)
        .hasMessageStartingWith(
            "Truncated GGUF file: tensor 'c' takes 8 bytes, 4 left (file=" + file(3));
  }

  @Test
  void namesAFileUnderTheNameOfAnother() throws IOException {
    Files.copy(file(2), file(3), StandardCopyOption.REPLACE_EXISTING);
    refuses(1)
        .hasMessage(
            ("The file says that it is number 2 of the set, expected 3 by its name and the others;"
                    + " all must come from one download, under their own names (file=%s)")
                .formatted(file(3)));
  }

  @Test
  void namesAFileOfAnotherSet() throws IOException {
    tensor(split(1, 4, 3), "a", 10).write(file(2));
    refuses(1).hasMessageStartingWith("The file says that the set has 4 files, expected 3 by");
    tensor(split(1, 3, 5), "a", 10).write(file(2));
    refuses(1).hasMessageStartingWith("The file says that the set has 5 tensors, expected 3 by");
  }

  @Test
  void namesAFileOfAnotherModel() throws IOException {
    tensor(split(1, 3, 3).text("general.architecture", "qwen2"), "a", 10).write(file(2));
    refuses(3)
        .hasMessage(
            ("The file is of another model: its general.architecture is 'qwen2', and 'llama' in the"
                    + " first file (file=%s)")
                .formatted(file(2)));
  }

  @Test
  void namesATensorInTwoFiles() throws IOException {
    tensor(split(1, 3, 3), "b", 10).write(file(2));
    refuses(1)
        .hasMessage(
            "Tensor 'b' is in two files: m-00002-of-00003.gguf and m-00003-of-00003.gguf (file=%s)"
                .formatted(file(3)));
  }

  @Test
  void refusesAWrongNumberOfTensors() throws IOException {
    split(0, 3, 4).text("general.architecture", "llama").write(file(1));
    tensor(split(1, 3, 4), "a", 10).write(file(2));
    tensor(tensor(split(2, 3, 4), "b", 20), "c", 30).write(file(3));
    refuses(1)
        .hasMessageStartingWith(
            "The model's 3 files have 3 tensors, and they say 4; all must come from one download");
  }

  @Test
  void aPartUnderAnotherNameIsNoModel() throws IOException {
    for (String name : List.of("x.gguf", "m-00002-of-00004.gguf", "m-00004-of-00003.gguf")) {
      Path renamed = Files.copy(file(2), directory.resolve(name));
      assertThatThrownBy(() -> GgufModel.open(renamed))
          .hasMessage(
              "The file is one of 3 of a model, so its name must be PREFIX-0000i-of-00003.gguf (file=%s)"
                  .formatted(renamed));
    }
  }

  @Test
  void namesAFileThatDoesNotSayItsNumber() throws IOException {
    tensor(
            new TestGguf()
                .u32("split.count", 3)
                .raw("split.tensors.count", ValueType.I32, RawBytes.of().int32(3)),
            "a",
            10)
        .write(file(2));
    refuses(1).hasMessageStartingWith("The GGUF file has no key 'split.no', which its model needs");
  }

  @Test
  void findsTheModelOfADirectory() throws IOException {
    tensor(new TestGguf(), "v", 1).write(directory.resolve("mmproj-model-f16.gguf"));
    assertThat(GgufFiles.in(directory)).contains(file(1));
    tensor(new TestGguf(), "v", 1).write(directory.resolve("other.gguf"));
    assertThatThrownBy(() -> GgufFiles.in(directory))
        .hasMessage(
            "The directory has 2 GGUF models; name one of them: m-00001-of-00003.gguf, other.gguf (file=%s)"
                .formatted(directory));
    assertThat(GgufFiles.in(Files.createDirectory(directory.resolve("empty")))).isEmpty();
  }
}
