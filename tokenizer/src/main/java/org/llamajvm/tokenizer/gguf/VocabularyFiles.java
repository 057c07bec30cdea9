package org.llamajvm.tokenizer.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.files.StageReader;
import org.llamajvm.tokenizer.files.TokenizerDialect;
import org.llamajvm.tokenizer.files.Tokenizers;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.sentencepiece.SentencePiece;

/** Reads the files of a tokenizer as GGUF's metadata would tell it. For one thread. */
public final class VocabularyFiles {

  private static final long LARGEST = 1L << 28;
  private static final String SPACE = "\u2581";

  private final Path directory;
  private final Tokenizer tokenizer;
  private final List<String> texts = new ArrayList<>();
  private final int[] types;

  private VocabularyFiles(Path directory, Tokenizer tokenizer, int size) {
    this.directory = directory;
    this.tokenizer = tokenizer;
    types = new int[size];
    for (int id = 0; id < size; id++) {
      String text = id < tokenizer.vocabularySize() ? tokenizer.pieceOf(id) : "";
      texts.add(text.isEmpty() ? "[PAD" + id + "]" : text);
      types[id] = (text.isEmpty() ? TokenType.UNUSED : TokenType.NORMAL).number();
      if (!text.isEmpty() && tokenizer.isSpecial(id)) {
        types[id] = TokenType.CONTROL.number();
      }
    }
  }

  /**
   * Reads them.
   *
   * @param directory holds {@code tokenizer.json} or {@code tokenizer.model}, and what else belongs
   *     to it
   * @param size tokens that the model has; what the files do not name becomes an unused token
   * @throws TokenizerFormatException if the files are damaged, or the tokenizer is one that GGUF
   *     has no name for
   * @throws IOException if a file is not there or cannot be read
   */
  public static GgufVocabulary read(Path directory, int size) throws IOException {
    Tokenizer tokenizer = Tokenizers.load(directory);
    int tokens = Math.max(size, tokenizer.vocabularySize());
    VocabularyFiles files = new VocabularyFiles(directory, tokenizer, tokens);
    Path json = directory.resolve("tokenizer.json");
    return PlainFile.isThere(json)
        ? files.ofJson(TokenizerDialect.parse(json, PlainFile.read(json, LARGEST)))
        : files.ofModel(directory.resolve("tokenizer.model"));
  }

  private GgufVocabulary ofJson(JsonObject root) throws IOException {
    addedTokens(root);
    JsonObject model = root.object("model");
    List<String> merges = merges(model);
    if (model.flag("byte_fallback", false)) {
      bytes();
      return pieces(root.file(), scores(merges)).build();
    }
    boolean composes = root.has("normalizer") && normalizes(root.object("normalizer"));
    boolean ignoresMerges = model.flag("ignore_merges", false);
    WordRule rule =
        WordRule.like(
                StageReader.preTokenizer(root.object("pre_tokenizer")), composes, ignoresMerges)
            .orElseThrow(() ->
                new TokenizerFormatException(
                    Kind.UNSUPPORTED,
                    "it cuts text into words in a way that GGUF has no name for (tokenizer.ggml.pre)",
                    root.file(),
                    -1));
    return common(root.file(), "gpt2").pre(rule.usualName()).merges(merges).build();
  }

  private static boolean normalizes(JsonObject normalizer) throws ModelException {
    return switch (normalizer.text("type")) {
      case "NFC" -> true;
      case "Sequence" -> {
        boolean any = false;
        for (JsonObject step : normalizer.objects("normalizers")) {
          any |= normalizes(step);
        }
        yield any;
      }
      default ->
          throw new TokenizerFormatException(
              Kind.UNSUPPORTED,
              "the normalizer %s has no counterpart in GGUF files"
                  .formatted(normalizer.text("type")),
              normalizer.file(),
              -1);
    };
  }

  /** Tokens that are found before the model sees the text and are no control tokens. */
  private void addedTokens(JsonObject root) throws ModelException {
    if (!root.has("added_tokens")) {
      return;
    }
    for (JsonObject token : root.objects("added_tokens")) {
      int id = token.integer("id", 0, types.length - 1);
      if (!token.flag("special", false)) {
        types[id] = TokenType.USER_DEFINED.number();
      }
    }
  }

  private static List<String> merges(JsonObject model) throws ModelException {
    if (!(model.value("merges") instanceof List<?> entries)) {
      throw model.wrong("merges", "an array");
    }
    List<String> merges = new ArrayList<>(entries.size());
    for (Object entry : entries) {
      merges.add(
          entry instanceof List<?> pair && pair.size() == 2
              ? pair.get(0) + " " + pair.get(1)
              : String.valueOf(entry));
    }
    return merges;
  }

  /** A piece of SentencePiece is the better the earlier a merge yields it. */
  private float[] scores(List<String> merges) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < texts.size(); id++) {
      ids.put(texts.get(id), id);
    }
    float[] scores = new float[texts.size()];
    for (int rank = merges.size() - 1; rank >= 0; rank--) {
      String merge = merges.get(rank);
      int space = merge.indexOf(' ', 1);
      Integer id = ids.get(merge.substring(0, space) + merge.substring(space + 1));
      if (id != null) {
        scores[id] = -rank;
      }
    }
    return scores;
  }

  private void bytes() {
    for (int value = 0; value < 256; value++) {
      tokenizer
          .idOf("<0x%02X>".formatted(value))
          .ifPresent(id -> types[id] = TokenType.BYTE.number());
    }
    tokenizer.idOf("<unk>").ifPresent(id -> types[id] = TokenType.UNKNOWN.number());
  }

  private GgufVocabulary ofModel(Path file) throws IOException {
    byte[] bytes = PlainFile.read(file, LARGEST);
    if (!tokenizer.idOf("<0x0A>").isPresent() && tokenizer.idOf("<|begin_of_text|>").isPresent()) {
      return common(file, "gpt2")
          .pre(WordRule.LLAMA_3.usualName())
          .merges(TextMerges.of(texts, types))
          .build();
    }
    SentencePiece model = SentencePiece.read(file, bytes);
    float[] known = model.scores();
    float[] scores = new float[texts.size()];
    System.arraycopy(known, 0, scores, 0, known.length);
    int[] kinds = model.types();
    for (int id = 0; id < kinds.length; id++) {
      if (types[id] != TokenType.CONTROL.number() || kinds[id] == TokenType.UNKNOWN.number()) {
        types[id] = kinds[id];
      }
    }
    return pieces(file, scores).build();
  }

  private GgufVocabulary.Builder pieces(Path file, float[] scores) {
    int[] ids = tokenizer.encode("a");
    boolean prefix = ids.length > 0 && tokenizer.pieceOf(ids[0]).startsWith(SPACE);
    GgufVocabulary.Builder builder =
        common(file, "llama").pre("default").scores(scores).set(Setting.ADD_SPACE_PREFIX, prefix);
    tokenizer.idOf("<unk>").ifPresent(id -> builder.id(SpecialId.UNKNOWN, id));
    return builder;
  }

  private GgufVocabulary.Builder common(Path file, String model) {
    GgufVocabulary.Builder builder = GgufVocabulary.builder(file, model, texts).types(types);
    tokenizer.bosId().ifPresent(id -> builder.id(SpecialId.BOS, id));
    tokenizer.eosId().ifPresent(id -> builder.id(SpecialId.EOS, id));
    pad().ifPresent(id -> builder.id(SpecialId.PADDING, id));
    return builder
        .set(Setting.ADD_BOS, tokenizer.prefix().length > 0)
        .set(Setting.ADD_EOS, tokenizer.suffix().length > 0);
  }

  private Optional<Integer> pad() {
    Path config = directory.resolve("tokenizer_config.json");
    try {
      JsonObject json = TokenizerDialect.parse(config, PlainFile.read(config, LARGEST));
      String text =
          json.isObject("pad_token")
              ? json.object("pad_token").text("content")
              : json.optionalText("pad_token").orElse("");
      return tokenizer.idOf(text).stream().boxed().findFirst();
    } catch (IOException _) {
      return Optional.empty(); // the token that fills batches is not needed
    }
  }
}
