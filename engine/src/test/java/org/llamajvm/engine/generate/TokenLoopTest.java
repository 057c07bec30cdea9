package org.llamajvm.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.generate.TokenLoop.Outcome;
import org.llamajvm.engine.sampling.Sampler;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.engine.sampling.TokenLogprobs;

class TokenLoopTest {

  private static final int VOCABULARY = 50;
  private static final int[] NO_END = {};

  private final CountingDecoder decoder = new CountingDecoder(VOCABULARY, 2000);
  private final List<Integer> tokens = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();

  private TokenLoop loop(int logprobs) {
    Sampler sampler = new Sampler(SamplingOptions.greedy(), VOCABULARY, decoder.capacity());
    return new TokenLoop(decoder, sampler, logprobs, cancellation);
  }

  private boolean collect(int token, TokenLogprobs logprobs) {
    assertThat(logprobs).isNull();
    return tokens.add(token);
  }

  @Test
  void makesAsManyTokensAsAskedFor() {
    Outcome outcome = loop(TokenLoop.NO_LOGPROBS).run(new int[] {3, 4}, NO_END, 5, this::collect);
    assertThat(tokens).containsExactly(5, 6, 7, 8, 9);
    assertThat(outcome.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(outcome.timings().promptTokens()).isEqualTo(2);
    assertThat(outcome.timings().generatedTokens()).isEqualTo(5);
    assertThat(decoder.cached()).containsExactly(3, 4, 5, 6, 7, 8);
  }

  @Test
  void stopsAtAnyEndTokenWithoutReportingIt() {
    Outcome outcome =
        loop(TokenLoop.NO_LOGPROBS).run(new int[] {3}, new int[] {30, 6}, 100, this::collect);
    assertThat(tokens).containsExactly(4, 5);
    assertThat(outcome.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void stopsWhenTheListenerHasEnough() {
    Outcome outcome =
        loop(TokenLoop.NO_LOGPROBS)
            .run(new int[] {3}, NO_END, 100, (token, logprobs) -> tokens.add(token) && token < 6);
    assertThat(tokens).containsExactly(4, 5, 6);
    assertThat(outcome.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void stopsWhenTheCacheIsFull() {
    int[] prompt = new int[1998];
    Outcome outcome = loop(TokenLoop.NO_LOGPROBS).run(prompt, NO_END, 100, this::collect);
    assertThat(tokens).containsExactly(1, 2, 3);
    assertThat(outcome.finishReason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(decoder.position()).isEqualTo(2000);
  }

  @Test
  void processesAPromptOfMoreThanOneStep() {
    int[] prompt = new int[Batch.PIECE + 7];
    List<Integer> progress = new ArrayList<>();
    loop(TokenLoop.NO_LOGPROBS)
        .run(
            prompt,
            NO_END,
            1,
            new TokenListener() {
              @Override
              public void onPrompt(int done, int total) {
                assertThat(total).isEqualTo(prompt.length);
                progress.add(done);
              }

              @Override
              public boolean onToken(int token, TokenLogprobs logprobs) {
                return true;
              }
            });
    assertThat(progress).containsExactly(Batch.PIECE, prompt.length);
    assertThat(decoder.position()).isEqualTo(prompt.length);
  }

  @Test
  void endsSoonAfterItIsCancelled() {
    Outcome outcome =
        loop(TokenLoop.NO_LOGPROBS)
            .run(
                new int[] {3},
                NO_END,
                100,
                (token, logprobs) -> {
                  if (token == 5) {
                    cancellation.cancel();
                  }
                  return tokens.add(token);
                });
    assertThat(tokens).containsExactly(4, 5);
    assertThat(outcome.finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void cancelledBeforeThePromptMakesNothing() {
    cancellation.cancel();
    Outcome outcome = loop(TokenLoop.NO_LOGPROBS).run(new int[] {3}, NO_END, 9, this::collect);
    assertThat(tokens).isEmpty();
    assertThat(outcome.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(outcome.timings().promptTokens()).isZero();
  }

  @Test
  void reportsLogProbabilities() {
    List<TokenLogprobs> all = new ArrayList<>();
    loop(2).run(new int[] {3}, NO_END, 2, (token, logprobs) -> all.add(logprobs));
    assertThat(all).hasSize(2);
    assertThat(all.get(1).token()).isEqualTo(5);
    assertThat(all.get(1).top()).extracting(TokenLogprobs.Entry::token).containsExactly(5, 6);
    assertThat(all.get(1).top().get(0).logprob() - all.get(1).top().get(1).logprob()).isEqualTo(1);
  }

  @Test
  void refusesAPromptThatDoesNotFit() {
    TokenLoop loop = loop(TokenLoop.NO_LOGPROBS);
    assertThatThrownBy(() -> loop.run(new int[2001], NO_END, 1, this::collect))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The prompt has 2001 tokens where 1 to 2000 fit");
    assertThatThrownBy(() -> loop.run(new int[0], NO_END, 1, this::collect))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The prompt has 0 tokens where 1 to 2000 fit");
  }
}
