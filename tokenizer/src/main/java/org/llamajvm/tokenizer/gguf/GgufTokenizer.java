package org.llamajvm.tokenizer.gguf;

import java.util.List;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * A tokenizer made of a GGUF file's metadata.
 *
 * @param tokenizer text to ids and back
 * @param endIds tokens after which nothing is to be generated, in ascending order
 * @param notices what the file says wrongly or not at all and what was taken instead, a sentence
 *     each; mostly empty
 */
public record GgufTokenizer(Tokenizer tokenizer, List<Integer> endIds, List<String> notices) {

  /** Copies the lists. */
  public GgufTokenizer {
    endIds = List.copyOf(endIds);
    notices = List.copyOf(notices);
  }
}
