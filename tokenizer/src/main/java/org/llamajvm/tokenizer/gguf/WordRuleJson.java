package org.llamajvm.tokenizer.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;

/** Writes how text is cut as the member {@code pre_tokenizer} of tokenizer.json. */
final class WordRuleJson {

  /** Characters by their numbers: the library's regular expressions write them otherwise. */
  private static final Pattern CHARACTER =
      Pattern.compile("\\\\u([0-9A-Fa-f]{4})|\\\\x\\{([0-9A-Fa-f]+)\\}");

  private WordRuleJson() {}

  static Map<String, Object> of(PreTokenizer rule) {
    return switch (rule) {
      case PreTokenizer.Sequence sequence -> {
        Map<String, Object> node = node("Sequence");
        node.put("pretokenizers", sequence.steps().stream().map(WordRuleJson::of).toList());
        yield node;
      }
      case PreTokenizer.Known known -> split(known.pattern().regex());
      case PreTokenizer.Split split -> split(split.pattern().regex());
      case PreTokenizer.Digits digits -> {
        Map<String, Object> node = node("Digits");
        node.put("individual_digits", digits.individual());
        yield node;
      }
      case PreTokenizer.ByteLevel _ -> byteLevel();
      default -> throw new IllegalArgumentException("no rule of a GGUF file: " + rule);
    };
  }

  /** Writes bytes as characters and does nothing else. */
  static Map<String, Object> byteLevel() {
    Map<String, Object> node = node("ByteLevel");
    node.put("add_prefix_space", false);
    node.put("trim_offsets", true);
    node.put("use_regex", false);
    return node;
  }

  private static Map<String, Object> split(String regex) {
    Map<String, Object> node = node("Split");
    node.put("pattern", Map.of("Regex", CHARACTER.matcher(regex).replaceAll(WordRuleJson::write)));
    node.put("behavior", "Isolated");
    node.put("invert", false);
    return node;
  }

  private static String write(MatchResult character) {
    String number = character.group(1) == null ? character.group(2) : character.group(1);
    return Matcher.quoteReplacement(Character.toString(Integer.parseInt(number, 16)));
  }

  static Map<String, Object> node(String type) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("type", type);
    return node;
  }
}
