package org.llamajvm.tokenizer.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonText;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.pipeline.AddedToken;

/** Writes what a GGUF file says of its tokenizer as tokenizer.json. For one thread. */
public final class TokenizerJsonWriter {

  private static final String SPACE = "\u2581";

  private final GgufVocabulary file;
  private final Tokens tokens;

  private TokenizerJsonWriter(GgufVocabulary file, Tokens tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  /**
   * The content of tokenizer.json.
   *
   * @throws TokenizerFormatException if the metadata contradicts itself, or names what is not known
   */
  public static byte[] of(GgufVocabulary vocabulary) throws TokenizerFormatException {
    // checks everything, and corrects the types of tokens that end a text
    GgufTokenizer checked = GgufTokenizers.build(vocabulary);
    Tokens tokens = new Tokens(vocabulary);
    for (int id : checked.endIds()) {
      if (checked.tokenizer().isSpecial(id)) {
        tokens.setType(id, TokenType.CONTROL);
      }
    }
    return JsonText.pretty(new TokenizerJsonWriter(vocabulary, tokens).root(checked));
  }

  private Map<String, Object> root(GgufTokenizer checked) throws TokenizerFormatException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("truncation", null);
    root.put("padding", null);
    root.put("added_tokens", tokens.added().stream().map(TokenizerJsonWriter::added).toList());
    if (file.model().equals("llama")) {
      pieces(root);
    } else {
      bytes(root);
    }
    int[] prefix = checked.tokenizer().prefix();
    int[] suffix = checked.tokenizer().suffix();
    if (prefix.length + suffix.length > 0) {
      root.put("post_processor", frame(prefix, suffix));
    }
    return root;
  }

  private static Map<String, Object> added(AddedToken token) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("id", token.id());
    node.put("content", token.content());
    node.put("single_word", token.singleWord());
    node.put("lstrip", token.stripLeft());
    node.put("rstrip", token.stripRight());
    node.put("normalized", token.normalized());
    node.put("special", token.special());
    return node;
  }

  private void bytes(Map<String, Object> root) throws TokenizerFormatException {
    WordRule rule = ByteLevelBuilder.rule(file, tokens);
    root.put("normalizer", rule.composes() ? WordRuleJson.node("NFC") : null);
    root.put("pre_tokenizer", WordRuleJson.of(rule.preTokenizer()));
    root.put("decoder", WordRuleJson.byteLevel());
    Map<String, Object> model = model(file.merges().orElse(List.of()));
    model.put("ignore_merges", rule.ignoresMerges());
    root.put("model", model);
  }

  private void pieces(Map<String, Object> root) {
    boolean prefix = file.is(Setting.ADD_SPACE_PREFIX, true);
    List<Object> normalizers = new ArrayList<>();
    List<Object> decoders = new ArrayList<>();
    if (prefix) {
      Map<String, Object> prepend = WordRuleJson.node("Prepend");
      prepend.put("prepend", SPACE);
      normalizers.add(prepend);
    }
    normalizers.add(replace(" ", SPACE));
    decoders.add(replace(SPACE, " "));
    decoders.add(WordRuleJson.node("ByteFallback"));
    decoders.add(WordRuleJson.node("Fuse"));
    if (prefix) {
      Map<String, Object> strip = WordRuleJson.node("Strip");
      strip.put("content", " ");
      strip.put("start", 1);
      strip.put("stop", 0);
      decoders.add(strip);
    }
    root.put("normalizer", sequence("normalizers", normalizers));
    root.put("pre_tokenizer", null);
    root.put("decoder", sequence("decoders", decoders));
    Map<String, Object> model = model(mergesByScore());
    model.put("unk_token", tokens.text(tokens.id(SpecialId.UNKNOWN).orElse(0)));
    model.put("fuse_unk", true);
    model.put("byte_fallback", true);
    root.put("model", model);
  }

  private static Map<String, Object> replace(String what, String content) {
    Map<String, Object> node = WordRuleJson.node("Replace");
    node.put("pattern", Map.of("String", what));
    node.put("content", content);
    return node;
  }

  private static Map<String, Object> sequence(String name, List<Object> steps) {
    Map<String, Object> node = WordRuleJson.node("Sequence");
    node.put(name, steps);
    return node;
  }

  private Map<String, Object> model(List<String> merges) {
    Map<String, Object> model = WordRuleJson.node("BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.text(id), id);
    }
    model.put("vocab", vocabulary);
    model.put("merges", merges.stream().map(TokenizerJsonWriter::pair).toList());
    return model;
  }

  private static List<String> pair(String merge) {
    int space = merge.indexOf(' ', 1);
    return List.of(merge.substring(0, space), merge.substring(space + 1));
  }

  private record Merge(String pair, float score, int id) {}

  /** Every way in which two pieces make a third, the best piece first. */
  private List<String> mergesByScore() {
    List<Merge> merges = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String text = tokens.text(id);
      float score = file.scores() == null ? 0 : file.scores()[id];
      for (int cut = 1; isMerged(id) && cut < text.length(); cut++) {
        String left = text.substring(0, cut);
        String right = text.substring(cut);
        if (isPart(left) && isPart(right)) {
          merges.add(new Merge(left + " " + right, score, id));
        }
      }
    }
    merges.sort(
        Comparator.comparingDouble((Merge merge) -> -merge.score()).thenComparingInt(Merge::id));
    return merges.stream().map(Merge::pair).toList();
  }

  private boolean isPart(String text) {
    int id = tokens.vocabulary().find(text);
    return id >= 0 && isMerged(id);
  }

  private boolean isMerged(int id) {
    TokenType type = tokens.type(id);
    return type == TokenType.NORMAL || type == TokenType.UNUSED;
  }

  private Map<String, Object> frame(int[] prefix, int[] suffix) {
    Map<String, Object> specials = new LinkedHashMap<>();
    List<Object> single = new ArrayList<>();
    for (int id : prefix) {
      single.add(special(id, specials));
    }
    single.add(Map.of("Sequence", Map.of("id", "A", "type_id", 0)));
    for (int id : suffix) {
      single.add(special(id, specials));
    }
    List<Object> pair = new ArrayList<>(single);
    pair.add(Map.of("Sequence", Map.of("id", "B", "type_id", 0)));
    Map<String, Object> node = WordRuleJson.node("TemplateProcessing");
    node.put("single", single);
    node.put("pair", pair);
    node.put("special_tokens", specials);
    return node;
  }

  private Map<String, Object> special(int id, Map<String, Object> specials) {
    String text = tokens.text(id);
    specials.put(text, Map.of("id", text, "ids", List.of(id), "tokens", List.of(text)));
    return Map.of("SpecialToken", Map.of("id", text, "type_id", 0));
  }
}
