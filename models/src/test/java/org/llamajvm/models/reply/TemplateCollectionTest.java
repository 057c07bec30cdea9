package org.llamajvm.models.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.models.reply.ConversationWords.Given;
import org.llamajvm.models.reply.TalkSamples.Talk;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * Other people's templates, in a directory that {@code llama.templates} names, against Jinja2. Each
 * gets conversations twice: as they are, and in the words that {@link ChatFormat} finds for it. How
 * to run it is said in {@code template_renderings.py}.
 */
class TemplateCollectionTest {

  private static final String OURS = ", in our words";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-07T09:05:04Z"), ZoneOffset.UTC);
  private static final Map<String, String> SPECIAL =
      Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>");

  @TempDir private Path scratch;

  /** A template with what it is given, and what ours makes of it. */
  private record Case(String template, String title, boolean generic, Given given, Rendering ours) {

    /** What Jinja2 needs to make the same. */
    String line() throws IOException {
      Map<String, Object> variables = new HashMap<>(SPECIAL);
      variables.putAll(given.options().variables());
      List<Map<String, Object>> messages = new ArrayList<>();
      for (Message message : given.messages()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", message.role());
        fields.putAll(message.fields());
        messages.add(fields);
      }
      variables.put("messages", messages);
      variables.put("tools", given.options().tools().orElse(null));
      variables.put("documents", null);
      variables.put("add_generation_prompt", given.options().addGenerationPrompt());
      return JSON.writeValueAsString(Map.of("template", template, "variables", variables));
    }
  }

  /** A text, or the kind of an error with what the template itself says of it. */
  private record Rendering(String text, String error) {

    static Rendering of(ChatTemplate template, Given given) {
      try {
        return new Rendering(
            template.render(given.messages(), given.options()).stream()
                .map(Span::text)
                .collect(Collectors.joining()),
            "");
      } catch (TemplateException e) {
        return error(e.kind().name(), e.detail());
      }
    }

    static Rendering of(JsonNode theirs) {
      return theirs.has("text")
          ? new Rendering(theirs.get("text").textValue(), "")
          : error(theirs.get("error").textValue(), theirs.get("message").textValue());
    }

    private static Rendering error(String kind, String message) {
      return new Rendering("", kind + (kind.equals("RAISED") ? " " + message : ""));
    }
  }

  @Test
  void areRenderedAsJinja2RendersThem() throws Exception {
    String directory = System.getProperty("llama.templates");
    assumeTrue(directory != null, "no -Dllama.templates=DIRECTORY");
    List<Case> cases = cases(Path.of(directory));
    List<JsonNode> theirs = render(Path.of(directory), cases);
    assertThat(theirs).hasSameSizeAs(cases);
    List<String> differences = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < cases.size(); i++) {
      Case each = cases.get(i);
      Rendering wanted = Rendering.of(theirs.get(i));
      String words = each.generic() ? "plain text" : each.title().endsWith(OURS) ? "ours" : "as is";
      counts.merge(words + (wanted.error().isEmpty() ? ", a text" : ", an error"), 1, Integer::sum);
      if (!each.ours().equals(wanted)) {
        differences.add(
            "%s, %s:%n%s%n%s".formatted(each.template(), each.title(), each.ours(), wanted));
      }
    }
    System.out.println(cases.size() + " renderings: " + counts);
    assertThat(differences).isEmpty();
  }

  private static List<Case> cases(Path directory) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jinja")).sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.jinja$", "");
        ChatTemplate template = ChatTemplate.parse(name, Files.readString(file), SPECIAL);
        ChatFormat format = ChatFormat.of(template, null);
        boolean generic = format.tools() == ToolFormat.GENERIC;
        for (Talk talk : TalkSamples.all()) {
          RenderOptions options =
              RenderOptions.DEFAULT.withClock(CLOCK).withVariables(talk.variables());
          Given plain = new Given(talk.plain(), talk.plain(options));
          Given ours = format.given(talk.messages(), talk.offer(), options);
          cases.add(new Case(name, talk.title(), false, plain, Rendering.of(template, plain)));
          cases.add(
              new Case(name, talk.title() + OURS, generic, ours, Rendering.of(template, ours)));
        }
      }
    }
    assertThat(cases).as("templates in %s", directory).isNotEmpty();
    return cases;
  }

  private List<JsonNode> render(Path directory, List<Case> cases) throws Exception {
    Path given = scratch.resolve("cases.jsonl");
    Path made = scratch.resolve("renderings.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(given)) {
      for (Case each : cases) {
        out.write(each.line() + "\n");
      }
    }
    Path script =
        Path.of(System.getProperty("llama.root"), "models/src/test/python/template_renderings.py");
    int exit =
        new ProcessBuilder(
                System.getProperty("llama.python", "python3"),
                script.toString(),
                directory.toString(),
                given.toString(),
                made.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
    List<JsonNode> renderings = new ArrayList<>();
    for (String line : Files.readAllLines(made)) {
      renderings.add(JSON.readTree(line));
    }
    return renderings;
  }
}
