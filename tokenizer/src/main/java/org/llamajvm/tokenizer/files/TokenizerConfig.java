package org.llamajvm.tokenizer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.TokenizerFormatException.Kind;
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
    Section config = readIfThere(directory.resolve("tokenizer_config.json"));
    Section map = readIfThere(directory.resolve("special_tokens_map.json"));
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
   * @throws TokenizerFormatException if it is wanted, named and not there
   */
  void check(String name, Optional<Boolean> wanted, Optional<String> token, int id)
      throws TokenizerFormatException {
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
  private static Set<String> names(Section section) throws TokenizerFormatException {
    Set<String> names = new HashSet<>();
    for (String name : section.members().keySet()) {
      boolean one = name.endsWith("_token") && !name.startsWith("add_");
      if (one && section.has(name) && !(section.members().get(name) instanceof Boolean)) {
        token(section, name).ifPresent(names::add);
      }
    }
    if (section.members().get("additional_special_tokens") instanceof List<?> more) {
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
  private static List<AddedToken> olderAddedTokens(Section section, Set<String> names)
      throws TokenizerFormatException {
    List<AddedToken> tokens = new ArrayList<>();
    for (String content : section.members().keySet()) {
      boolean control = content.startsWith("<|") && content.endsWith("|>");
      boolean special = control || names.contains(content);
      Map<String, Object> token = Map.of("content", content, "special", special);
      tokens.add(addedToken(new Section(section.file(), content, token), section.count(content)));
    }
    return tokens;
  }

  private static Section readIfThere(Path file) throws IOException {
    return Files.exists(file) ? Json.readAll(file) : new Section(file, "", Map.of());
  }

  /** A token is written as its text, or as an object that has it as {@code content}. */
  private static Optional<String> token(Section section, String name)
      throws TokenizerFormatException {
    if (section.members().get(name) instanceof Map) {
      return Optional.of(section.section(name).string("content"));
    }
    return section.optionalString(name);
  }

  private static List<AddedToken> addedTokens(Section config) throws TokenizerFormatException {
    List<AddedToken> tokens = new ArrayList<>();
    Optional<Section> byId = config.optionalSection("added_tokens_decoder");
    if (byId.isPresent()) {
      for (String name : byId.get().members().keySet()) {
        Section token = byId.get().section(name);
        try {
          tokens.add(addedToken(token, Integer.parseUnsignedInt(name)));
        } catch (NumberFormatException e) {
          throw token.corrupt(token.path() + ": expected an id, found '" + name + "'");
        }
      }
    }
    return tokens;
  }

  /** Reads an added token, here or in tokenizer.json. */
  static AddedToken addedToken(Section section, int id) throws TokenizerFormatException {
    boolean special = section.flag("special", false);
    String content = section.string("content");
    if (content.isEmpty() || id < 0 || id >= 1 << 24) {
      throw section.corrupt("%s has id %d and content '%s'".formatted(section.path(), id, content));
    }
    if (content.length() > LONGEST_CONTENT) {
      throw section.unsupported(
          "an added token of " + content.length() + " characters", "up to " + LONGEST_CONTENT);
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
