package org.llamajvm.tokenizer.gguf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The merges of a vocabulary in which the id of a token is its rank, too. */
final class TextMerges {

  private TextMerges() {}

  /** Two pieces with a space between, in the order of what they make. */
  static List<String> of(List<String> texts, int[] types) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < texts.size(); id++) {
      if (types[id] == TokenType.NORMAL.number()) {
        ids.put(texts.get(id), id);
      }
    }
    List<String> merges = new ArrayList<>();
    for (int id = 0; id < texts.size(); id++) {
      String text = texts.get(id);
      for (int cut = 1; types[id] == TokenType.NORMAL.number() && cut < text.length(); cut++) {
        String left = text.substring(0, cut);
        String right = text.substring(cut);
        if (ids.containsKey(left) && ids.containsKey(right)) {
          merges.add(left + " " + right);
        }
      }
    }
    return merges;
  }
}
