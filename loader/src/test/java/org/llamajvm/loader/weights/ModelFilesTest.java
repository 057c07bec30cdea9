package org.llamajvm.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.ModelFormatException;

class ModelFilesTest {

  @TempDir Path directory;

  private void create(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(directory.resolve(name));
    }
  }

  private void index(String json) throws IOException {
    Files.writeString(directory.resolve(ShardIndex.FILE_NAME), json);
  }

  private List<String> found() throws IOException {
    return ModelFiles.find(directory).weights().stream()
        .map(path -> path.getFileName().toString())
        .toList();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::found)
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(message + " (file=" + directory + ")");
  }

  @Test
  void takesTheSingleFile() throws IOException {
    create("model.safetensors", "adapters.safetensors");
    assertThat(found()).containsExactly("model.safetensors");
  }

  @Test
  void takesAnyOneFile() throws IOException {
    create("weights.safetensors", "tokenizer.model");
    assertThat(found()).containsExactly("weights.safetensors");
  }

  @Test
  void takesTheFilesOfTheIndex() throws IOException {
    create("x.safetensors", "y.safetensors", "consolidated.safetensors");
    index("{\"weight_map\":{\"b\":\"y.safetensors\",\"a\":\"x.safetensors\"}}");
    assertThat(found()).containsExactly("x.safetensors", "y.safetensors");
  }

  @Test
  void takesASingleFileWithAnIndex() throws IOException {
    create("model.safetensors");
    index("{\"metadata\":{\"total_size\":4},\"weight_map\":{\"a\":\"model.safetensors\"}}");
    assertThat(found()).containsExactly("model.safetensors");
  }

  @Test
  void ordersNumberedShardsWithoutAnIndex() throws IOException {
    create(
        "model-00002-of-00003.safetensors",
        "model-00003-of-00003.safetensors",
        "model-00001-of-00003.safetensors");
    assertThat(found())
        .containsExactly(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors");
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1"})
  void namesAMissingShard(int there, int missing) throws IOException {
    create("model-0000%d-of-00002.safetensors".formatted(there));
    assertRefused("Shard model-0000%d-of-00002.safetensors is missing".formatted(missing));
  }

  @Test
  void namesAShardThatTheIndexNames() throws IOException {
    create("model-00001-of-00002.safetensors");
    index(
        "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}");
    assertRefused("Shard model-00002-of-00002.safetensors is named by the index and missing");
  }

  @Test
  void namesADoubledShard() throws IOException {
    create("model-00001-of-00001.safetensors", "other-00001-of-00001.safetensors");
    assertRefused(
        "Shard 1 of 1 is there twice: model-00001-of-00001.safetensors and"
            + " other-00001-of-00001.safetensors");
  }

  @Test
  void namesShardsOfTwoTotals() throws IOException {
    create("model-00001-of-00002.safetensors", "model-00002-of-00003.safetensors");
    assertRefused(
        "Shards of two different models: model-00001-of-00002.safetensors and"
            + " model-00002-of-00003.safetensors");
  }

  @Test
  void namesAShardOfAnotherTotalThanTheIndex() throws IOException {
    create("model-00001-of-00001.safetensors", "model-00002-of-00003.safetensors");
    index("{\"weight_map\":{\"a\":\"model-00001-of-00001.safetensors\"}}");
    assertRefused(
        "Shards of two different models: model-00001-of-00001.safetensors and"
            + " model-00002-of-00003.safetensors");
  }

  @Test
  void namesAShardThatTheIndexDoesNotName() throws IOException {
    create("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
    index("{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\"}}");
    assertRefused(
        "Shard model-00002-of-00002.safetensors is not named by the index, which names"
            + " model-00001-of-00002.safetensors");
  }

  @ParameterizedTest
  @CsvSource({"00000", "00003"})
  void refusesANumberOutsideItsTotal(String number) throws IOException {
    create(
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model-" + number + "-of-00002.safetensors");
    assertRefused(
        "Shard model-" + number + "-of-00002.safetensors has a number that is not from 1 to 2");
  }

  @Test
  void refusesShardsBesideASingleFile() throws IOException {
    create("model.safetensors", "model-00001-of-00001.safetensors");
    assertRefused(
        "Two models in one directory: model.safetensors and shard"
            + " model-00001-of-00001.safetensors");
  }

  @Test
  void refusesToGuess() throws IOException {
    create("a.safetensors", "b.safetensors");
    assertRefused(
        "Which files are the model? Found a.safetensors, b.safetensors, and no"
            + " model.safetensors.index.json");
  }

  @Test
  void saysThatAConversionDidNotFinish() throws IOException {
    create("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors.partial");
    assertRefused(
        "The conversion into this directory did not finish"
            + " (model-00002-of-00002.safetensors.partial is left); run it again with --resume");
  }

  @Test
  void saysThatAnEmptyDirectoryIsNoModel() {
    assertRefused("No safetensors file here, so this is not a model's directory");
  }

  @Test
  void pointsAtTheConverter() throws IOException {
    create("consolidated.00.pth");
    assertRefused(
        "No safetensors file here, but a checkpoint of another kind; llama convert reads it");
  }

  @Test
  void saysThatADirectoryIsNotThere() throws IOException {
    assertThatThrownBy(() -> ModelFiles.find(directory.resolve("no")))
        .hasMessage("Model does not exist: " + directory.resolve("no"));
    create("file");
    assertThatThrownBy(() -> ModelFiles.find(directory.resolve("file")))
        .hasMessage("Model is neither a directory nor a GGUF file: " + directory.resolve("file"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | it has no weight_map
          [] | it has no weight_map
          {"weight_map":{}} | it has no weight_map
          {"weight_map":{"a":"x","a":"y"}} | the key "a" is there twice
          {"weight_map":{"a":7}} | tensor 'a' lies in 7, expected the name of a file beside the index
          {"weight_map":{"a":"../x.safetensors"}} | tensor 'a' lies in "../x.safetensors", expected
          {"weight_map":{"a":"/etc/passwd"}} | tensor 'a' lies in "/etc/passwd", expected
          {"weight_map":{"a":".."}} | tensor 'a' lies in "..", expected
          {"weight_map":{"a": | the JSON ends before its last bracket is closed
          `` | it has no weight_map
          """)
  void refusesABrokenIndex(String json, String problem) throws IOException {
    index(json);
    assertThatThrownBy(this::found)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith("Corrupt safetensors index: " + problem)
        .hasMessageContaining("file=" + directory.resolve(ShardIndex.FILE_NAME));
  }

  @Test
  void leavesFilesOfOtherProgramsAlone() throws IOException {
    create("model.safetensors", "notes.partial");
    assertThat(found()).containsExactly("model.safetensors");
    create("conversion.partial");
    assertRefused(
        "The conversion into this directory did not finish (conversion.partial is left); run it"
            + " again with --resume");
  }

  @Test
  void namesALinkThatLeadsNowhere() throws IOException {
    Path link = directory.resolve("model.safetensors");
    Files.createSymbolicLink(link, Path.of("../../blobs/gone"));
    assertThatThrownBy(() -> TensorStore.open(directory))
        .hasMessage(
            "A link to a file that is not there, ../../blobs/gone; download it again, or copy the"
                + " files themselves (file=%s)",
            link);
  }

  @Test
  void namesAModelOfAnotherKind() throws IOException {
    create("model-Q4_K_M.gguf");
    assertThatThrownBy(this::found).hasMessageStartingWith("A model in a GGUF file");
  }
}
