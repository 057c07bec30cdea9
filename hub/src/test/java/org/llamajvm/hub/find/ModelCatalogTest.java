package org.llamajvm.hub.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.RepositoryName;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.CachedRepository;

/** Made-up caches of each program, in a made-up home. */
class ModelCatalogTest {

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void useNoStoreOfTheMachine() {
    environment.put("OLLAMA_MODELS", home.resolve(".ollama/models").toString());
  }

  private Surroundings user() {
    return new Surroundings(environment, Optional.of(home), Surroundings.Kind.UNIX);
  }

  private ModelCatalog catalog() {
    return ModelCatalog.of(user(), Optional.empty());
  }

  private Path file(String path) throws IOException {
    return file(path, "content of " + path);
  }

  private Path file(String path, String content) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private String blob(String content) throws IOException {
    String sum = Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    file(".ollama/models/blobs/sha256-" + sum, content);
    return "sha256:" + sum;
  }

  private void manifest(String path, String... kindsAndContents) throws IOException {
    List<Object> layers = new ArrayList<>();
    for (int i = 0; i < kindsAndContents.length; i += 2) {
      layers.add(
          Map.of(
              "mediaType",
              "application/vnd.ollama.image." + kindsAndContents[i],
              "digest",
              blob(kindsAndContents[i + 1]),
              "size",
              kindsAndContents[i + 1].length()));
    }
    file(
        ".ollama/models/manifests/" + path,
        JsonText.compact(Map.of("schemaVersion", 2, "layers", layers)));
  }

  private CachedRepository cached(String name) {
    return CacheDirectory.of(user()).orElseThrow().repository(new RepositoryName(name));
  }

  private void snapshot(String name, String commit, String... files) throws IOException {
    for (String file : files) {
      String tag = Sha256.of((commit + file).getBytes(StandardCharsets.UTF_8));
      Path blob = cached(name).blob(tag);
      Files.createDirectories(blob.getParent());
      Files.writeString(blob, commit + file);
      cached(name).link(commit, file, tag);
    }
  }

  @Test
  void aFileThatIsGoneIsNamedWithWhatFetchesIt() throws IOException {
    manifest(
        "registry.ollama.ai/library/one/1b",
        "model",
        "weights of one",
        "template",
        "{{ .Prompt }}");
    manifest("registry.ollama.ai/library/two/1b", "model", "weights of two");
    FoundModel one = catalog().find("ollama:one:1b").orElseThrow();
    one.checkFiles();
    for (Path file : one.files().subList(0, 2)) {
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      FoundModel without = catalog().find("ollama:one:1b").orElseThrow();
      assertThatExceptionOfType(HubException.class)
          .isThrownBy(without::checkFiles)
          .withMessage(
              "A file of ollama:one:1b is not there any more; ollama pull one:1b fetches it again: "
                  + file);
      catalog().find("ollama:two:1b").orElseThrow().checkFiles();
      Files.write(file, content);
    }
  }

  @Test
  void noHomeHasNoModels() {
    ModelCatalog nothing =
        ModelCatalog.of(
            new Surroundings(Map.of(), Optional.empty(), Surroundings.Kind.MAC), Optional.empty());
    assertThat(nothing.models()).isEmpty();
    assertThat(nothing.problems()).isEmpty();
  }

  @Test
  void findsSnapshotsOfHuggingFacesCache() throws IOException {
    snapshot("one/main", "a".repeat(40), "config.json", "model.safetensors", "tokenizer.json");
    snapshot("one/main", "b".repeat(40), "config.json", "model.safetensors");
    snapshot("one/main", "c".repeat(40), "config.json", "model.safetensors");
    cached("one/main").refer("main", "b".repeat(40));
    cached("one/main").refer("v1.0", "a".repeat(40));
    snapshot("two/gguf", "d".repeat(40), "m-Q4_0.gguf", "m-Q8_0.gguf", "mmproj-m.gguf");
    snapshot("gpt2", "e".repeat(40), "config.json", "pytorch_model.bin");
    snapshot("only/tokenizer", "f".repeat(40), "config.json", "tokenizer.json");
    file(".cache/huggingface/hub/datasets--a--b/snapshots/x/model.gguf");
    file(".cache/huggingface/hub/models--..--evil/snapshots/x/model.gguf");
    assertThat(catalog().models().keySet())
        .containsExactly(
            "gpt2",
            "one/main",
            "one/main@ccccccc",
            "one/main@v1.0",
            "two/gguf:Q4_0",
            "two/gguf:Q8_0");
    assertThat(catalog().models().get("one/main").path().getFileName().toString())
        .isEqualTo("b".repeat(40));
  }

  @Test
  void heedsTheVariablesOfHuggingFace() throws IOException {
    environment.put("HF_HOME", home.resolve("elsewhere").toString());
    assertThat(CacheDirectory.of(user()).orElseThrow().path())
        .isEqualTo(home.resolve("elsewhere/hub"));
    environment.put("HF_HUB_CACHE", "~/nearer");
    assertThat(CacheDirectory.of(user()).orElseThrow().path()).isEqualTo(home.resolve("nearer"));
  }

  @Test
  void findsTheFilesOfLlamaCpp() throws IOException {
    file(".cache/llama.cpp/ggml-org_some_model-GGUF_some_model-Q4_K_M.gguf");
    file(".cache/llama.cpp/ggml-org_some_model-GGUF_some_model-Q4_K_M.gguf.json");
    file(".cache/llama.cpp/manifest=ggml-org=some_model-GGUF=latest.json", "{}");
    file(".cache/llama.cpp/other.gguf");
    file(".cache/llama.cpp/half.gguf.downloadInProgress");
    assertThat(catalog().models().keySet())
        .containsExactly("ggml-org/some_model-GGUF:Q4_K_M", "other");
  }

  @Test
  void findsTheFoldersOfLmStudio() throws IOException {
    file(".lmstudio/models/maker/Model-GGUF/Model-Q6_K-00001-of-00002.gguf");
    file(".lmstudio/models/maker/Model-GGUF/Model-Q6_K-00002-of-00002.gguf");
    file(".lmstudio/models/mlx/Model-4bit/config.json");
    file(".lmstudio/models/mlx/Model-4bit/model.safetensors");
    file(".cache/lm-studio/models/old/one/one.gguf");
    file("moved/models/new/two/two.f16.gguf");
    file(".lmstudio-home-pointer", home.resolve("moved") + "\n");
    ModelCatalog catalog = catalog();
    assertThat(catalog.models().keySet())
        .containsExactly("maker/Model-GGUF:Q6_K", "mlx/Model-4bit", "new/two:F16", "old/one:one");
    assertThat(catalog.models().get("maker/Model-GGUF:Q6_K").files()).hasSize(2);
  }

  @Test
  void aModelWhoseSettingsAreLostHidesNoOther() throws Exception {
    manifest("registry.ollama.ai/library/whole/latest", "model", "GGUF weights");
    manifest("registry.ollama.ai/library/torn/latest", "model", "others", "system", "Be brief.");
    String sum = Sha256.of("Be brief.".getBytes(StandardCharsets.UTF_8));
    Files.delete(home.resolve(".ollama/models/blobs/sha256-" + sum));

    assertThat(catalog().models()).containsOnlyKeys("ollama:torn:latest", "ollama:whole:latest");
    assertThat(catalog().problems()).isEmpty();
  }

  @Test
  void readsTheStoreOfOllama() throws Exception {
    manifest(
        "registry.ollama.ai/library/llama3.2/1b",
        "model",
        "GGUF weights",
        "template",
        "{{ .Prompt }}<|im_start|>",
        "system",
        "Be brief.",
        "params",
        "{\"temperature\": 0.5, \"num_ctx\": 4096, \"stop\": [\"<|end|>\", \"x\"], \"odd\": [1], \"mirostat\": 1}",
        "license",
        "free");
    manifest("registry.ollama.ai/library/llama3.2/latest", "model", "GGUF weights");
    manifest("registry.ollama.ai/me/mine/latest", "model", "other", "adapter", "LoRA");
    manifest("hf.co/owner/name/Q4_K_M", "model", "third");
    file(".ollama/models/manifests/registry.ollama.ai/library/broken/latest", "{\"layers\": [{");
    file(
        ".ollama/models/manifests/registry.ollama.ai/library/evil/latest",
        "{\"layers\": [{\"mediaType\": \"application/vnd.ollama.image.model\","
            + " \"digest\": \"sha256:../../../../etc/passwd\"}]}");
    ModelCatalog catalog = catalog();
    assertThat(catalog.models().keySet())
        .containsExactly(
            "ollama:broken:latest",
            "ollama:evil:latest",
            "ollama:hf.co/owner/name:Q4_K_M",
            "ollama:llama3.2:1b",
            "ollama:llama3.2:latest",
            "ollama:me/mine:latest");
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(catalog.find("broken").orElseThrow()::checkFiles)
        .withMessageContaining("latest")
        .withMessageEndingWith("; ollama pull broken:latest fetches it again");
    FoundModel evil = catalog.find("evil").orElseThrow();
    assertThatExceptionOfType(HubException.class)
        .isThrownBy(evil::checkFiles)
        .withMessageContaining("sha256: and 64 hexadecimal digits");
    assertThat(catalog.ownFiles(evil)).containsExactly(evil.path());
    FoundModel model = catalog.find("ollama:llama3.2:1b").orElseThrow();
    assertThat(model.path()).hasContent("GGUF weights");
    StoredSettings settings = model.settings().orElseThrow();
    assertThat(settings.system()).hasValue("Be brief.");
    assertThat(settings.template()).hasValue("{{ .Prompt }}<|im_start|>");
    assertThat(settings.numbers()).isEqualTo(Map.of("temperature", 0.5, "num_ctx", 4096.0));
    assertThat(settings.stop()).containsExactly("<|end|>", "x");
    assertThat(settings.ignored()).containsExactly("parameter odd", "parameter mirostat");
    assertThat(catalog.find("llama3.2").orElseThrow().name()).isEqualTo("llama3.2:latest");
    assertThat(catalog.find("ollama:mine").orElseThrow().settings().orElseThrow().ignored())
        .hasSize(1);
    List<Path> own = catalog.ownFiles(model);
    assertThat(own).doesNotContain(model.path()).hasSize(5); // latest needs the weights, too
  }

  @Test
  void looksInTheFoldersOfItsOwnVariable() throws IOException {
    Path models = file("first/deep/er/a-Q4_0.gguf").resolveSibling("../../..").normalize();
    file("first/dir/config.json");
    file("first/dir/model.safetensors");
    file("second/config.json");
    file("second/model.safetensors");
    Path single = file("third/single.gguf");
    environment.put(
        "LLAMA_MODELS",
        String.join(
            File.pathSeparator,
            models.resolve("first").toString(),
            "~/second",
            single.toString(),
            home.resolve("nowhere").toString(),
            ""));
    file(".local/share/llama-jvm/models/converted/config.json");
    file(".local/share/llama-jvm/models/converted/model.safetensors");
    environment.put(
        "LLAMA_MODELS", environment.get("LLAMA_MODELS").replace("first/first", "first"));
    assertThat(catalog().models().keySet())
        .containsExactly("converted", "deep/er/a-Q4_0", "dir", "second", "single");
  }

  @Test
  void linksThatLeadBackAddNothing() throws IOException {
    file("folder/a.gguf");
    file("elsewhere/b.gguf");
    Files.createSymbolicLink(home.resolve("folder/loop"), Path.of("."));
    Files.createSymbolicLink(home.resolve("folder/up"), Path.of("../../" + home.getFileName()));
    Files.createSymbolicLink(home.resolve("folder/link"), home.resolve("elsewhere"));
    environment.put("LLAMA_MODELS", home.resolve("folder").toString());
    assertThat(catalog().problems()).isEmpty();
    assertThat(catalog().models().keySet()).containsExactly("a", "link/b");
  }

  @Test
  void namesTellModelsApart() throws Exception {
    snapshot("own/same-GGUF", "a".repeat(40), "m-Q4_0.gguf");
    file(".lmstudio/models/own/same-GGUF/m-Q4_0.gguf");
    file(".lmstudio/models/own/same-GGUF/m-Q8_0.gguf");
    snapshot("other/Thing", "b".repeat(40), "config.json", "model.safetensors");
    ModelCatalog catalog = catalog();
    assertThat(catalog.models().keySet())
        .containsExactly(
            "other/Thing",
            "hf:own/same-GGUF:Q4_0",
            "lmstudio:own/same-GGUF:Q4_0",
            "own/same-GGUF:Q8_0");
    for (String name : catalog.models().keySet()) {
      assertThat(catalog.find(name)).hasValue(catalog.models().get(name));
      assertThat(catalog.nameOf(catalog.models().get(name))).isEqualTo(name);
    }
    assertThat(catalog.find("thing").orElseThrow().name()).isEqualTo("other/Thing");
    assertThat(catalog.find("OTHER/thing").orElseThrow().name()).isEqualTo("other/Thing");
    assertThat(catalog.find("own/same-GGUF:q8_0")).isPresent();
    assertThatThrownBy(() -> catalog.find("own/same-GGUF"))
        .isInstanceOfSatisfying(
            AmbiguousNameException.class, e -> assertThat(e.candidates()).hasSize(3))
        .hasMessage(
            "Which model is 'own/same-GGUF'? Name one of hf:own/same-GGUF:Q4_0,"
                + " lmstudio:own/same-GGUF:Q4_0, own/same-GGUF:Q8_0");
    assertThat(catalog.find("own/same")).isEmpty();
    assertThat(catalog.similar("other/Thnig")).containsExactly("other/Thing");
    assertThat(catalog.similar("nothing like it")).isEmpty();
  }

  @Test
  void deletesASnapshotAndItsBlobsAlone() throws IOException {
    String commit = "a".repeat(40);
    snapshot("own/m", commit, "m-Q4_0.gguf", "m-Q8_0.gguf", "config.json");
    cached("own/m").refer("main", commit);
    Path file = cached("own/m").snapshot(commit).resolve("m-Q4_0.gguf");
    long freed = cached("own/m").delete(cached("own/m").snapshot(commit), List.of(file));
    assertThat(freed).isEqualTo((commit + "m-Q4_0.gguf").length());
    assertThat(catalog().models().keySet()).containsExactly("own/m:Q8_0");
    cached("own/m")
        .delete(
            cached("own/m").snapshot(commit),
            List.of(file.resolveSibling("m-Q8_0.gguf"), file.resolveSibling("config.json")));
    assertThat(cached("own/m").folder()).doesNotExist();
  }
}
