package org.llamajvm.tokenizer.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.llamajvm.format.JsonProblem;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.TokenizerFormatException;

/** The files of a model's directory in which its chat templates and special tokens are. */
final class TemplateFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long LARGEST = 1L << 28;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TemplateFiles() {}

  /** The sources of a model's templates by name; empty if it has none. */
  static Map<String, String> sources(Path directory) throws IOException {
    Map<String, String> sources = fromJinjaFiles(directory);
    if (sources.isEmpty()) {
      sources = fromJson(directory.resolve("chat_template.json"));
    }
    return sources.isEmpty() ? fromJson(directory.resolve("tokenizer_config.json")) : sources;
  }

  private static Map<String, String> fromJinjaFiles(Path directory) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    Path more = directory.resolve("additional_chat_templates");
    if (Files.isDirectory(more)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(more, "*.jinja")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".jinja".length()), text(file));
        }
      }
    }
    Path main = directory.resolve("chat_template.jinja");
    if (PlainFile.isThere(main)) {
      sources.put("default", text(main));
    }
    return sources;
  }

  private static String text(Path file) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(PlainFile.read(file, LARGEST));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new TokenizerFormatException(Kind.CORRUPT, "expected UTF-8 text", file, -1);
    }
  }

  /** The member {@code chat_template}: one source, or a list of names and sources. */
  private static Map<String, String> fromJson(Path file) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    Optional<JsonNode> root = read(file);
    if (root.isEmpty()) {
      return sources;
    }
    JsonNode templates = root.get().path("chat_template");
    if (templates.isTextual()) {
      sources.put("default", templates.textValue());
    } else if (templates.isArray()) {
      for (JsonNode entry : templates) {
        JsonNode name = entry.path("name");
        JsonNode source = entry.path("template");
        if (!name.isTextual() || !source.isTextual()) {
          throw new TokenizerFormatException(
              Kind.CORRUPT,
              "expected objects of 'name' and 'template' in the list 'chat_template', found "
                  + entry.getNodeType(),
              file,
              -1);
        }
        sources.put(name.textValue(), source.textValue());
      }
    } else if (!templates.isMissingNode() && !templates.isNull()) {
      throw new TokenizerFormatException(
          Kind.CORRUPT,
          "expected 'chat_template' to be a string or a list, found " + templates.getNodeType(),
          file,
          -1);
    }
    return sources;
  }

  /** Members {@code …_token}, each a string or an object with its text in {@code content}. */
  static Map<String, String> specialTokens(Path directory) throws IOException {
    Map<String, String> tokens = new TreeMap<>();
    for (String name : new String[] {"special_tokens_map.json", "tokenizer_config.json"}) {
      Optional<JsonNode> root = read(directory.resolve(name));
      if (root.isEmpty()) {
        continue;
      }
      for (Map.Entry<String, JsonNode> member : root.get().properties()) {
        JsonNode value = member.getValue();
        JsonNode text = value.isObject() ? value.path("content") : value;
        if (member.getKey().endsWith("_token") && text.isTextual()) {
          tokens.put(member.getKey(), text.textValue());
        }
      }
    }
    return tokens;
  }

  private static Optional<JsonNode> read(Path file) throws IOException {
    if (!PlainFile.isThere(file)) {
      return Optional.empty();
    }
    JsonNode root;
    try {
      root = JSON.readTree(PlainFile.read(file, LARGEST));
    } catch (JsonEOFException e) {
      throw problem(Kind.TRUNCATED, e, file);
    } catch (JsonProcessingException e) {
      throw problem(Kind.CORRUPT, e, file);
    }
    if (!root.isObject()) {
      throw new TokenizerFormatException(
          Kind.CORRUPT, "expected a JSON object, found " + root.getNodeType(), file, 0);
    }
    return Optional.of(root);
  }

  private static TokenizerFormatException problem(Kind kind, JsonProcessingException e, Path file) {
    return new TokenizerFormatException(kind, JsonProblem.describe(e), file, JsonProblem.offset(e));
  }
}
