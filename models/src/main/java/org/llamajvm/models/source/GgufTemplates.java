package org.llamajvm.models.source;

import java.util.Map;
import java.util.TreeMap;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufMetadata;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;

/** Chat templates in metadata, and the variables that they know tokens by. */
final class GgufTemplates {

  private static final String DEFAULT = "tokenizer.chat_template";
  private static final String IDS = "tokenizer.ggml.";

  private GgufTemplates() {}

  /** The sources of the templates by name; empty if there is none. */
  static Map<String, String> sources(GgufMetadata metadata) throws ModelException {
    Map<String, String> sources = new TreeMap<>();
    for (String key : metadata.keys()) {
      if (key.equals(DEFAULT)) {
        metadata.text(key).ifPresent(text -> sources.put("default", text));
      } else if (key.startsWith(DEFAULT + ".")) {
        String name = key.substring(DEFAULT.length() + 1);
        metadata.text(key).ifPresent(text -> sources.put(name, text));
      }
    }
    return sources;
  }

  /** The texts of the tokens that a template may name, such as {@code bos_token}. */
  static Map<String, String> specialTokens(GgufMetadata metadata, Tokenizer tokenizer)
      throws ModelException {
    Map<String, String> tokens = new TreeMap<>();
    tokenizer.bosId().ifPresent(id -> tokens.put("bos_token", text(tokenizer, id)));
    for (String[] name :
        new String[][] {{"eos", "eos"}, {"unknown", "unk"}, {"padding", "pad"}, {"bos", "bos"}}) {
      long id =
          metadata.integer(IDS + name[0] + "_token_id", Long.MIN_VALUE, Long.MAX_VALUE).orElse(-1);
      if (id >= 0 && id < tokenizer.vocabularySize()) {
        tokens.put(name[1] + "_token", text(tokenizer, (int) id));
      }
    }
    return tokens;
  }

  private static String text(Tokenizer tokenizer, int id) {
    return tokenizer.decode(new int[] {id}, SpecialTokens.SHOW);
  }
}
