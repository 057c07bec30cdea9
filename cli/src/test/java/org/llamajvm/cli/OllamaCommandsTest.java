package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.Surroundings;

/** Models of ollama's store, with what it keeps beside them. */
class OllamaCommandsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path GGUF = ModelCommandsTest.GGUF;

  @TempDir private Path home;

  private Result llama(String... args) {
    return llamaWithInput("", args);
  }

  private Result llamaWithInput(String input, String... args) {
    Map<String, String> environment = Map.of("OLLAMA_MODELS", home.resolve("ollama").toString());
    Surroundings user = new Surroundings(environment, Optional.of(home), Surroundings.Kind.UNIX);
    return Cli.run(user, utf8(input), args);
  }

  private String blob(byte[] content) throws IOException {
    String sum = Sha256.of(content);
    Path blob = home.resolve("ollama/blobs/sha256-" + sum);
    Files.createDirectories(blob.getParent());
    Files.write(blob, content);
    return "sha256:" + sum;
  }

  private void ollama(String tag, Map<String, byte[]> kinds) throws IOException {
    List<Object> layers = new ArrayList<>();
    for (Map.Entry<String, byte[]> kind : kinds.entrySet()) {
      layers.add(
          Map.of(
              "mediaType",
              "application/vnd.ollama.image." + kind.getKey(),
              "digest",
              blob(kind.getValue())));
    }
    Path manifest = home.resolve("ollama/manifests/registry.ollama.ai/library/blocks/" + tag);
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, JsonText.compact(Map.of("layers", layers)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void honoursWhatOllamaKeepsBesideAModel() throws IOException {
    ollama(
        "latest",
        Map.of(
            "model", Files.readAllBytes(GGUF),
            "system", utf8("Be brief."),
            "template", utf8("{{ .Prompt }}"),
            "params", utf8("{\"temperature\": 0, \"num_predict\": 3, \"stop\": [\"~~\"]}")));
    Result shown = llamaWithInput("/show\n/system\n", "chat", "-m", "ollama:blocks");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .containsPattern("temperature +0")
        .containsPattern("max_tokens +3")
        .containsPattern("stop +\"~~\"")
        .contains("Be brief.");
    assertThat(llamaWithInput("/set\n", "chat", "-m", "blocks", "--temp", "0.5").err())
        .doesNotContain("temperature 0\n");
    Result beside = llama("show", "ollama:blocks:latest");
    assertThat(beside.out())
        .contains("System       Be brief.", "Parameter    temperature 0", "Stop         ~~")
        .contains("Template     ollama's, which counts before the file's own");
    assertThat(llama("show", "--template", "ollama:blocks").out()).isEqualTo("{{ .Prompt }}\n");
    Result answer = llamaWithInput("hello\n", "run", "ollama:blocks");
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(llama("rm", "ollama:blocks", "--yes").err()).contains("belongs to ollama");
    assertThat(llama("rm", "ollama:blocks", "--yes", "--force").exitCode()).isZero();
    try (Stream<Path> blobs = Files.list(home.resolve("ollama/blobs"))) {
      assertThat(blobs).isEmpty();
    }
  }

  @Test
  void writesConversationsAsOllamaDoes() throws IOException {
    byte[] model = Files.readAllBytes(GGUF);
    String said = "hello hello hello";
    ollama("fixed", Map.of("model", model, "template", utf8(said + "{{ with .No }}{{ end }}")));
    String[] settings = {"-n", "3", "--temp", "0"};
    Result answer = llama(with(settings, "run", "ollama:blocks:fixed", "whatever", "-v"));
    assertThat(answer.err()).contains("Conversations are written by ollama's template");
    String file = GGUF.toString();
    int expected = promptTokens(with(settings, "generate", "--json", "-m", file, "-p", said));
    assertThat(expected)
        .isNotEqualTo(
            promptTokens(with(settings, "generate", "--json", "-m", file, "-p", "whatever")))
        .isEqualTo(
            promptTokens(
                with(
                    settings,
                    "generate",
                    "--chat",
                    "--json",
                    "-m",
                    "blocks:fixed",
                    "-p",
                    "whatever")));
    ollama("bad", Map.of("model", model, "template", utf8("a\n{{ html .Prompt }}")));
    String problem =
        "cannot be used: the function 'html' is not supported (template line 2, column 4)";
    assertThat(llama(with(settings, "run", "ollama:blocks:bad", "hello")).err()).contains(problem);
    assertThat(llama("show", "ollama:blocks:bad").out()).contains(problem);
  }

  @Test
  void damageIsTold() throws IOException {
    ollama("whole", Map.of("model", Files.readAllBytes(GGUF)));
    ollama("text", Map.of("model", utf8("no model")));
    Path manifests = home.resolve("ollama/manifests/registry.ollama.ai/library/blocks");
    Files.writeString(manifests.resolve("torn"), "{\"layers\": [{");
    Files.writeString(
        manifests.resolve("odd"),
        Files.readString(manifests.resolve("whole")).replace("sha256:", "md5:"));
    Files.writeString(
        manifests.resolve("lost"),
        Files.readString(manifests.resolve("whole")).replaceAll("sha256:.", "sha256:0"));
    Map<String, String> problems =
        Map.of(
            "torn", "JSON",
            "odd", "64 hexadecimal digits",
            "lost", "is not there any more",
            "text", "GGUF");
    List<String> listed = llama("list", "blocks").out().lines().toList();
    problems.forEach((tag, problem) -> {
      String name = "ollama:blocks:" + tag;
      int at = listed.indexOf(listed.stream().filter(l -> l.startsWith(name)).findAny().get());
      assertThat(listed.get(at)).as(tag).containsPattern(" no +ollama");
      assertThat(listed.get(at + 1)).as(tag).contains(problem);
      for (String command : List.of("show", "run")) {
        Result asked = llama(command, name);
        assertThat(asked.exitCode()).as(tag).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(asked.err()).as(tag).startsWith("llama: ").contains(problem).hasLineCount(1);
      }
    });
    assertThat(llama("show", "ollama:blocks:whole").exitCode()).isZero();
  }

  /** The command line counts more than what ollama keeps, even where it asks for no limit. */
  @Test
  void theLengthOfAnAnswerIsOllamasUnlessItIsGiven() throws IOException {
    byte[] model = Files.readAllBytes(GGUF);
    ollama(
        "short", Map.of("model", model, "params", utf8("{\"num_predict\": 3, \"mirostat\": 2}")));
    ollama("long", Map.of("model", model, "params", utf8("{\"num_predict\": -2}")));
    String[] generate = {"generate", "-p", "hello", "--temp", "0", "--ignore-eos", "-m"};
    Result kept = llama(with(new String[] {"blocks:short"}, generate));
    assertThat(kept.err()).contains("The text is cut after 3 tokens; --max-tokens N allows more");
    assertThat(llama(with(new String[] {"blocks:short", "-n", "5"}, generate)).err())
        .contains("cut after 5 tokens");
    assertThat(llama(with(new String[] {"blocks:long", "-c", "150"}, generate)).err())
        .contains("cut where the context is full");
    assertThat(llamaWithInput("/show\n", "chat", "-m", "blocks:short").out())
        .containsPattern("max_tokens +3");
    assertThat(llamaWithInput("/show\n", "chat", "-m", "blocks:short", "-n", "-1").out())
        .containsPattern("max_tokens +-1");
    assertThat(llama("show", "blocks:short").out())
        .contains("Parameter    num_predict 3", "Ignored      parameter mirostat");
  }

  private int promptTokens(String... args) throws IOException {
    Result result = llama(args);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return JSON.readTree(result.out()).at("/usage/prompt_tokens").intValue();
  }

  private static String[] with(String[] settings, String... before) {
    return Stream.concat(Stream.of(before), Stream.of(settings)).toArray(String[]::new);
  }
}
