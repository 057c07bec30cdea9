package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** A tokenizer of 27 tokens: 26 letters and the special token 26. */
class VocabularyCheckTest {

  private static final LetterTokenizer LETTERS = new LetterTokenizer();

  @Test
  void acceptsEveryTokenThatHasARow() {
    new VocabularyCheck(LETTERS, 26).check(new int[] {0, 25});
    assertThat(new VocabularyCheck(LETTERS, 27).warning()).isEmpty();
    assertThat(new VocabularyCheck(LETTERS, 30).warning()).isEmpty();
  }

  @Test
  void refusesATokenOfTheTokenizersThatHasNoRow() {
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> new VocabularyCheck(LETTERS, 25).check(new int[] {0, 25}))
        .withMessage(
            "Token 25 ('z') is not in the vocabulary: the model has 25 tokens, its tokenizer 27;"
                + " leave it out of the text");
  }

  @Test
  void refusesATokenOfNobodys() {
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> new VocabularyCheck(LETTERS, 27).check(new int[] {99}))
        .withMessage(
            "Token 99 is not in the vocabulary: the model has 27 tokens; the tokenizer's files are"
                + " not this model's");
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> new VocabularyCheck(LETTERS, 27).check(new int[] {-1}))
        .withMessage("Token -1 is not in the vocabulary: the model has 27 tokens");
  }

  @Test
  void warnsIfTextsMayNeedWhatIsMissingButNotOfAddedTokens() {
    assertThat(new VocabularyCheck(LETTERS, 26).warning()).isEmpty();
    assertThat(new VocabularyCheck(LETTERS, 20).warning())
        .hasValue(
            "The tokenizer has 27 tokens, the model only 20: a text that needs one of the others is"
                + " refused");
  }
}
