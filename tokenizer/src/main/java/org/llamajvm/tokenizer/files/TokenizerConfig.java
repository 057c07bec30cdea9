package org.llamajvm.tokenizer.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.pipeline.AddedToken;

/**
 * What {@code tokenizer_config.json} and {@code special_tokens_map.json} say; files that are not
 * there say nothing.
 *
 * @param addBos whether a text gets the BOS token before it
 * @param addEos whether a text gets the EOS token behind it
 * @param bosToken the text of the token that begins a text
 * @param eosToken the text of the token that ends a text
 * @param legacy whether text after a special token gets a space of its own
 * @param addedTokens tokens that the vocabulary is to have besides
 */
record TokenizerConfig(
    Optional<Boolean> addBos,
    Optional<Boolean> addEos,
    Optional<String> bosToken,
    Optional<String> eosToken,
    boolean legacy,
    List<AddedToken> addedTokens) {

  static TokenizerConfig read(Path directory) throws IOException {
    JsonObject config = readIfThere(directory.resolve("tokenizer_config.json"));
    JsonObject map = readIfThere(directory.resolve("special_tokens_map.json"));
    return new TokenizerConfig(
        config.optionalFlag("add_bos_token"),
        config.optionalFlag("add_eos_token"),
        token(config.has("bos_token") ? config : map, "bos_token"),
        token(config.has("eos_token") ? config : map, "eos_token"),
        config.flag("legacy", false),
        addedTokens(config));
  }

  private static JsonObject readIfThere(Path file) throws IOException {
    return PlainFile.isThere(file)
        ? Json.readAll(file)
        : TokenizerDialect.object(file, "", Map.of());
  }

  /** A token is written as its text, or as an object that has it as {@code content}. */
  private static Optional<String> token(JsonObject section, String name) throws ModelException {
    if (section.value(name) instanceof Map) {
      return Optional.of(section.object(name).text("content"));
    }
    return section.optionalText(name);
  }

  private static List<AddedToken> addedTokens(JsonObject config) throws ModelException {
    List<AddedToken> tokens = new ArrayList<>();
    Optional<JsonObject> byId = config.optionalObject("added_tokens_decoder");
    if (byId.isPresent()) {
      for (String name : byId.get().keys()) {
        JsonObject token = byId.get().object(name);
        try {
          tokens.add(addedToken(token, Integer.parseUnsignedInt(name)));
        } catch (NumberFormatException e) {
          throw TokenizerDialect.corrupt(
              token, token.path() + ": expected an id, found '" + name + "'");
        }
      }
    }
    return tokens;
  }

  /** Reads an added token, here or in tokenizer.json. */
  static AddedToken addedToken(JsonObject section, int id) throws ModelException {
    boolean special = section.flag("special", false);
    String content = section.text("content");
    if (content.isEmpty() || id < 0 || id >= 1 << 24) {
      throw TokenizerDialect.corrupt(
          section, "%s has id %d and content '%s'".formatted(section.path(), id, content));
    }
    return new AddedToken(
        id,
        content,
        section.flag("single_word", false),
        section.flag("lstrip", false),
        section.flag("rstrip", false),
        section.flag("normalized", !special),
        special);
  }
}
