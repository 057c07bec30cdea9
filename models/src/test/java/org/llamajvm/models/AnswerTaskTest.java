package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.generate.TokenChooser;
import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.constraint.ConstraintVocabulary;

class AnswerTaskTest {

  private static final Timings NO_TIME = new Timings(0, Duration.ZERO, 0, Duration.ZERO);

  /** After an {@code s}, there are more ways to go on than are looked at. */
  private static Constraint tooManyWays() {
    String names =
        IntStream.range(0, 20_500).mapToObj(i -> "r" + i).collect(Collectors.joining(" | "));
    String rules =
        IntStream.range(0, 20_500)
            .mapToObj(i -> "r%1$d ::= \"a\" r%1$d | \"b\"".formatted(i))
            .collect(Collectors.joining("\n"));
    return Constraint.grammar("root ::= \"s\" (%s)\n%s".formatted(names, rules));
  }

  /** A stop string ends the text before it is looked at how it could go on. */
  @Test
  void aConstraintThatCannotTellWhetherTheTextIsWholeFailsThatAnswerAlone() {
    LetterTokenizer letters = new LetterTokenizer();
    GenerateOptions options = GenerateOptions.defaults().withStop(List.of("s"));
    GenerationRequest request =
        GenerationRequest.builder().prompt(new int[] {0}).options(options).build();
    AnswerTask task =
        new AnswerTask(
            1,
            request,
            options,
            new int[] {0},
            10,
            letters,
            letters.vocabularySize(),
            new int[0],
            new ConstrainedText(
                tooManyWays(),
                new ConstraintVocabulary(letters, letters.vocabularySize()),
                new int[0]));
    TokenChooser chooser = task.onBegin();
    float[] logits = new float[letters.vocabularySize()];
    logits['s' - 'a'] = 1;
    assertThat(chooser.choose(logits, 9)).isEqualTo(FinishReason.STOP);

    task.onEnd(FinishReason.STOP, 0, NO_TIME);

    assertThatThrownBy(() -> task.ended().join())
        .hasCauseInstanceOf(ConstraintException.class)
        .hasMessageContaining("too many ways");
  }
}
