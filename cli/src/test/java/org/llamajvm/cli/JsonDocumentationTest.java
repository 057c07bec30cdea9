package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.hub.Surroundings;

/** Every key that is printed is in docs/json-output.md with its type, and no other one. */
class JsonDocumentationTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODEL = Cli.TINY.toString();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?`) \\| (\\w+) \\|");
  private static final Pattern KEY = Pattern.compile("`(.+?)`");

  /** Objects whose keys are data. */
  private static final Set<String> OPEN = Set.of("weights", "dtypes");

  @TempDir private Path home;

  /** The documented keys of a command and their types. */
  private static Map<String, String> documented(String command) throws IOException {
    Path page = Path.of(System.getProperty("llama.root"), "docs", "json-output.md");
    String text = Files.readString(page);
    int start = text.indexOf("## `" + command);
    assertThat(start).as(command).isNotNegative();
    int end = text.indexOf("\n## ", start);
    String chapter = text.substring(start, end < 0 ? text.length() : end);
    Map<String, String> keys = new TreeMap<>();
    for (MatchResult row : ROW.matcher(chapter).results().toList()) {
      KEY.matcher(row.group(1)).results().forEach(key -> keys.put(key.group(1), row.group(2)));
    }
    return keys;
  }

  /** Adds the keys of an object and their types. */
  private static void collect(String path, JsonNode object, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String key = path + entry.getKey();
      JsonNode value = entry.getValue();
      into.merge(key, type(value), JsonDocumentationTest::wider);
      if (value.isObject() && !OPEN.contains(key)) {
        collect(key + ".", value, into);
      }
      if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        value.forEach(element -> collect(key + "[].", element, into));
      }
    }
  }

  private static String wider(String one, String other) {
    return one.equals("null") ? other : one;
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING, BOOLEAN, OBJECT, NULL -> value.getNodeType().name().toLowerCase(Locale.ROOT);
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case ARRAY -> value.isEmpty() ? "null" : type(value.get(0)) + "s";
      default -> throw new IllegalStateException("no JSON: " + value);
    };
  }

  private static Map<String, String> printed(List<String> texts) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (String text : texts) {
      JsonNode node = JSON.readTree(text);
      for (JsonNode object : node.isArray() ? node : List.of(node)) {
        collect("", object, keys);
      }
    }
    return keys;
  }

  private static String run(String... args) {
    Cli.Result result = Cli.run(args);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void generate() throws IOException {
    String[] options = {"-p", "The sea", "-n", "2", "--json", "--echo", "--logprobs", "1"};
    String[] command = {"generate", "-m", MODEL};
    assertThat(printed(List.of(run(with(command, options))))).isEqualTo(documented("generate"));
  }

  private static String[] with(String[] command, String... more) {
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  @Test
  void inspect() throws IOException {
    assertThat(printed(List.of(run("inspect", MODEL, "--json", "--tensors"))))
        .isEqualTo(documented("inspect"));
  }

  @Test
  void perplexity() throws IOException {
    String text = Cli.resource("text.txt").toString();
    assertThat(printed(List.of(run("perplexity", "-m", MODEL, "-f", text, "--json"))))
        .isEqualTo(documented("perplexity"));
  }

  @Test
  void bench() throws IOException {
    String[] command = {"bench", "-m", MODEL, "-p", "1", "-n", "1", "-r", "1"};
    String[] constrained = with(command, "--json-schema", "{\"type\": \"string\"}");
    Map<String, String> documented = documented("bench");
    assertThat(printed(List.of(run(with(constrained, "-o", "json"))))).isEqualTo(documented);
    assertThat(printed(run(with(constrained, "-o", "jsonl")).lines().toList()))
        .isEqualTo(documented);
    String head = run(with(constrained, "-o", "csv")).lines().findFirst().orElseThrow();
    assertThat(head.split(",", -1)).containsExactlyInAnyOrderElementsOf(documented.keySet());
  }

  @Test
  void list() throws IOException {
    Files.createSymbolicLink(home.resolve("whole"), Cli.TINY);
    Files.writeString(home.resolve("page.gguf"), "<html>");
    Surroundings user =
        new Surroundings(
            Map.of("LLAMA_MODELS", home.toString(), "OLLAMA_MODELS", home.toString()),
            Optional.empty(),
            Surroundings.Kind.UNIX);
    assertThat(printed(List.of(Cli.run(user, new byte[0], "list", "--json").out())))
        .isEqualTo(documented("list"));
  }
}
