package org.llamajvm.tokenizer.chat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.files.TokenizerDialect;

/** The files of a model's directory in which its chat templates and special tokens are. */
final class TemplateFiles {
  private static final String TEMPLATE = "chat_template";
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
      throw corrupt(file, "expected UTF-8 text");
    }
  }

  /** The member {@code chat_template}: one source, or a list of names and sources. */
  private static Map<String, String> fromJson(Path file) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    Optional<JsonObject> root = read(file);
    if (root.isEmpty() || !root.get().has(TEMPLATE)) {
      return sources;
    }
    switch (root.get().value(TEMPLATE)) {
      case String source -> sources.put("default", source);
      case List<?> _ -> addNamed(root.get(), sources);
      default ->
          throw corrupt(
              file,
              "expected 'chat_template' to be a string or a list, found "
                  + root.get().type(TEMPLATE));
    }
    return sources;
  }

  private static void addNamed(JsonObject root, Map<String, String> sources) throws IOException {
    for (JsonObject entry : root.objects(TEMPLATE)) {
      if (!(entry.value("name") instanceof String name)
          || !(entry.value("template") instanceof String source)) {
        throw corrupt(
            root.file(),
            "expected objects of 'name' and 'template' in the list 'chat_template', found "
                + entry.keys());
      }
      sources.put(name, source);
    }
  }

  /** Members {@code …_token}, each a string or an object with its text in {@code content}. */
  static Map<String, String> specialTokens(Path directory) throws IOException {
    Map<String, String> tokens = new TreeMap<>();
    for (String name : new String[] {"special_tokens_map.json", "tokenizer_config.json"}) {
      Optional<JsonObject> root = read(directory.resolve(name));
      for (String key : root.map(JsonObject::keys).orElse(List.of())) {
        JsonObject object = root.get();
        Object text =
            object.isObject(key) ? object.object(key).value("content") : object.value(key);
        if (key.endsWith("_token") && text instanceof String token) {
          tokens.put(key, token);
        }
      }
    }
    return tokens;
  }

  private static Optional<JsonObject> read(Path file) throws IOException {
    return PlainFile.isThere(file)
        ? Optional.of(TokenizerDialect.parse(file, PlainFile.read(file, LARGEST)))
        : Optional.empty();
  }

  private static TokenizerFormatException corrupt(Path file, String problem) {
    return new TokenizerFormatException(Kind.CORRUPT, problem, file, -1);
  }
}
