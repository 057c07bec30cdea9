package org.llamajvm.tokenizer.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.pipeline.AddedToken;

/**
 * What {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json}
 * say; files that are not there say nothing.
 *
 * @param file tokenizer_config.json, for messages
 * @param addBos whether a text gets the BOS token before it
 * @param addEos whether a text gets the EOS token behind it
 * @param bosToken the text of the token that begins a text
 * @param eosToken the text of the token that ends a text
 * @param legacy whether text after a special token gets a space of its own
 * @param addedTokens tokens that the vocabulary is to have besides
 * @param olderAddedTokens the same from {@code added_tokens.json}, which transformers wrote before
 *     4.34 and only says their ids
 */
record TokenizerConfig(
    Path file,
    Optional<Boolean> addBos,
    Optional<Boolean> addEos,
    Optional<String> bosToken,
    Optional<String> eosToken,
    boolean legacy,
    List<AddedToken> addedTokens,
    List<AddedToken> olderAddedTokens) {

  /** Every place of a text is compared with as many characters. */
  private static final int LONGEST_CONTENT = 1000;

  static TokenizerConfig read(Path directory) throws IOException {
    JsonObject config = readIfThere(directory.resolve("tokenizer_config.json"));
    JsonObject map = readIfThere(directory.resolve("special_tokens_map.json"));
    Set<String> names = new HashSet<>(names(map));
    names.addAll(names(config));
    return new TokenizerConfig(
        config.file(),
        config.optionalFlag("add_bos_token"),
        config.optionalFlag("add_eos_token"),
        token(config.has("bos_token") ? config : map, "bos_token"),
        token(config.has("eos_token") ? config : map, "eos_token"),
        config.flag("legacy", false),
        addedTokens(config),
        olderAddedTokens(readIfThere(directory.resolve("added_tokens.json")), names));
  }

  /**
   * Checks that a token which is to stand around texts is there.
   *
   * @param name {@code bos} or {@code eos}
   * @param id of the token, -1 if the vocabulary has none of its name
   * @throws ModelException if it is wanted, named and not there
   */
  void check(String name, Optional<Boolean> wanted, Optional<String> token, int id)
      throws ModelException {
    if (id < 0 && wanted.orElse(false) && token.isPresent()) {
      throw new TokenizerFormatException(
          Kind.CORRUPT,
          "add_%s_token is true, but the vocabulary has no token '%s', which %s_token names"
              .formatted(name, token.get(), name),
          file,
          -1);
    }
  }

  /** The texts of the tokens that a file names for a purpose, such as {@code pad_token}. */
  private static Set<String> names(JsonObject section) throws ModelException {
    Set<String> names = new HashSet<>();
    for (String name : section.keys()) {
      boolean one = name.endsWith("_token") && !name.startsWith("add_");
      if (one && section.has(name) && !(section.value(name) instanceof Boolean)) {
        token(section, name).ifPresent(names::add);
      }
    }
    if (section.value("additional_special_tokens") instanceof List<?> more) {
      for (Object token : more) {
        Object text = token instanceof Map<?, ?> object ? object.get("content") : token;
        if (text instanceof String content) {
          names.add(content);
        }
      }
    }
    return names;
  }

  /**
   * The file does not say which of its tokens are special: those that others name, and those whose
   * text is {@code <|…|>}, which no text of a user should become.
   */
  private static List<AddedToken> olderAddedTokens(JsonObject section, Set<String> names)
      throws ModelException {
    List<AddedToken> tokens = new ArrayList<>();
    for (String content : section.keys()) {
      boolean control = content.startsWith("<|") && content.endsWith("|>");
      boolean special = control || names.contains(content);
      Map<String, Object> token = Map.of("content", content, "special", special);
      JsonObject one = TokenizerDialect.object(section.file(), content, token);
      tokens.add(addedToken(one, section.integer(content, 0, Integer.MAX_VALUE)));
    }
    return tokens;
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
    if (content.length() > LONGEST_CONTENT) {
      throw TokenizerDialect.notImplemented(
          section,
          "an added token of " + content.length() + " characters",
          "up to " + LONGEST_CONTENT);
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
