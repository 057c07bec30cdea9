package org.llamajvm.models;

import java.util.Optional;
import org.llamajvm.format.ForeignText;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * Compares a tokenizer with a model. A tokenizer may have more tokens than the embedding has rows:
 * Code Llama 34B was published so, and people add a token for padding. Such a model runs, as long
 * as no text needs one of those tokens.
 *
 * @param tokenizer of the model
 * @param rows of the embedding: ids from here on cannot be used
 */
record VocabularyCheck(Tokenizer tokenizer, int rows) {

  /**
   * Checks tokens that are about to be used.
   *
   * @throws UnknownTokenException if one is negative or has no row
   */
  void check(int[] tokens) {
    for (int token : tokens) {
      if (token < 0 || token >= rows) {
        throw new UnknownTokenException(
            "Token %d%s is not in the vocabulary: the model has %d tokens%s"
                .formatted(token, text(token), rows, token < 0 ? "" : cause(token)));
      }
    }
  }

  private String text(int token) {
    return isTokenizers(token)
        ? " ('%s')"
            .formatted(ForeignText.part(tokenizer.decode(new int[] {token}, SpecialTokens.SHOW)))
        : "";
  }

  private String cause(int token) {
    return isTokenizers(token)
        ? ", its tokenizer %d; leave it out of the text".formatted(tokenizer.vocabularySize())
        : "; the tokenizer's files are not this model's";
  }

  private boolean isTokenizers(int token) {
    return token >= 0 && token < tokenizer.vocabularySize();
  }

  /** A sentence of warning if texts may need tokens that the model has not; added ones are rare. */
  Optional<String> warning() {
    for (int token = rows; token < tokenizer.vocabularySize(); token++) {
      if (!tokenizer.isSpecial(token)) {
        return Optional.of(
            "The tokenizer has %d tokens, the model only %d: a text that needs one of the others is refused"
                .formatted(tokenizer.vocabularySize(), rows));
      }
    }
    return Optional.empty();
  }
}
