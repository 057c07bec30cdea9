package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every key that is printed is in docs/json-output.md. */
class JsonDocumentationTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODEL = Cli.TINY.toString();

  /** Objects whose keys are data. */
  private static final Set<String> OPEN = Set.of("weights", "dtypes");

  private static String chapter(String command) throws IOException {
    Path page = Path.of(System.getProperty("llama.root"), "docs", "json-output.md");
    String text = Files.readString(page);
    int start = text.indexOf("## `" + command);
    assertThat(start).as(command).isNotNegative();
    int end = text.indexOf("\n## ", start);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static void assertDocumented(String command, String... args) throws IOException {
    String chapter = chapter(command);
    for (String line : Cli.run(args).out().lines().toList()) {
      assertDocumented(chapter, "", JSON.readTree(line));
    }
  }

  private static void assertDocumented(String chapter, String path, JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject() && !OPEN.contains(name)) {
        assertDocumented(chapter, name + ".", value);
        continue;
      }
      assertThat(chapter).containsPattern("`(" + path.replace("[]", "\\[\\]") + ")?" + name + "`");
      if (value.isArray()) {
        value.forEach(element -> assertDocumented(chapter, name + "[].", element));
      }
    }
  }

  @Test
  void generate() throws IOException {
    assertDocumented(
        "generate",
        "generate",
        "-m",
        MODEL,
        "-p",
        "The sea",
        "-n",
        "2",
        "--json",
        "--echo",
        "--logprobs",
        "1");
  }

  @Test
  void inspect() throws IOException {
    assertDocumented("inspect", "inspect", MODEL, "--json", "--tensors");
  }

  @Test
  void perplexity() throws IOException {
    assertDocumented(
        "perplexity",
        "perplexity",
        "-m",
        MODEL,
        "-f",
        Cli.resource("text.txt").toString(),
        "--json");
  }

  @Test
  void bench() throws IOException {
    assertDocumented("bench", "bench", "-m", MODEL, "-p", "1", "-n", "0", "-r", "1", "-o", "jsonl");
  }
}
