package org.llamajvm.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.llamajvm.tokenizer.Span;

/** Qwen3's own template, which lies beside the repository if at all, against transformers. */
class PublishedTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> rendersAsTransformersRenders() throws IOException {
    JsonNode root;
    try (InputStream in = PublishedTemplateTest.class.getResourceAsStream("qwen3.json")) {
      root = JSON.readTree(in);
    }
    JsonNode config = JSON.readTree(Files.readString(config()));
    ChatTemplate template =
        ChatTemplate.parse("qwen3", config.get("chat_template").textValue(), Map.of());
    assertThat(root.get("cases").size()).isGreaterThan(25);
    return root.get("cases")
        .valueStream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.get("name").textValue(),
                () -> {
                  byte[] text = rendered(template, each).getBytes(StandardCharsets.UTF_8);
                  assertThat(text).hasSize(each.get("length").intValue());
                  assertThat(sha256(text)).isEqualTo(each.get("sha256").textValue());
                }));
  }

  private static String rendered(ChatTemplate template, JsonNode each) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode node : each.get("messages")) {
      Map<String, Object> fields = object(node);
      messages.add(new Message((String) fields.remove("role"), fields));
    }
    RenderOptions options =
        RenderOptions.DEFAULT
            .withGenerationPrompt(each.get("prompt").booleanValue())
            .withVariables(object(each.get("variables")));
    if (!each.get("tools").isNull()) {
      List<Map<String, Object>> tools = new ArrayList<>();
      each.get("tools").forEach(tool -> tools.add(object(tool)));
      options = options.withTools(tools);
    }
    return template.render(messages, options).stream()
        .map(Span::text)
        .collect(Collectors.joining());
  }

  private static Map<String, Object> object(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** Looks for {@code shared} beside the repository, and beside each directory that it lies in. */
  private static Path config() {
    String file = "shared/tokenizers/qwen3/tokenizer_config.json";
    Path root = Path.of(System.getProperty("llama.root", "..")).toAbsolutePath().normalize();
    for (Path beside = root; beside != null; beside = beside.getParent()) {
      Path path = beside.resolveSibling(file);
      if (Files.exists(path)) {
        return path;
      }
    }
    return abort("skipped: there is no ../" + file + " from " + root);
  }
}
