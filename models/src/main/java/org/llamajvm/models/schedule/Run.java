package org.llamajvm.models.schedule;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.generate.TokenChooser;

/**
 * A job that has begun: its sequence, and how far it is. Owns the sequence. For the step thread,
 * except for {@link #choose}, which another thread may run between two steps.
 */
final class Run<J extends Job> {

  private final J job;
  private final Sequence sequence;
  private final TokenChooser chooser;
  private final int[] prompt;
  private final long begun = System.nanoTime();
  private final float[] logits; // (vocabulary)
  private int cached;
  private int counted;
  private long prompted;
  private FinishReason reason;
  private RuntimeException failure;

  /**
   * Begins.
   *
   * @param sequence owned; has the pages for all that the job may need
   */
  Run(J job, Sequence sequence, int vocabularySize) {
    this.job = job;
    this.sequence = sequence;
    prompt = job.prompt();
    chooser = job.onBegin();
    logits = new float[vocabularySize];
    cached = sequence.length();
    tellProgress();
  }

  J job() {
    return job;
  }

  /** Whether all of the prompt is in the KV cache. */
  boolean isGenerating() {
    return prompted != 0;
  }

  /** Tokens of the prompt that are yet to be processed. */
  int remaining() {
    return prompt.length - sequence.length();
  }

  /** Tokens of the prompt that need not be processed. */
  int cached() {
    return cached;
  }

  private boolean hasProcessed() {
    return sequence.length() > cached;
  }

  private void tellProgress() {
    job.onPrompt(cached, sequence.length());
  }

  /**
   * Before it processes the first token, a prompt waits for another one that begins alike and is
   * ahead, and takes over what others have.
   *
   * @param ahead whose prompts are being processed, the earliest first
   * @return whether to wait for the next step
   */
  boolean waitsFor(List<Run<J>> ahead) {
    if (hasProcessed()) {
      return false;
    }
    for (Run<J> other : ahead) {
      if (commonPages(other) > Math.max(sequence.length(), other.sequence.length())) {
        return true;
      }
    }
    int before = sequence.length();
    if (sequence.adopt(prompt, prompt.length - 1) > before) {
      cached = sequence.length();
      tellProgress();
    }
    return false;
  }

  /** Tokens in the whole pages that both prompts begin with and that this one need not process. */
  private int commonPages(Run<J> other) {
    if (sequence.lengthClass() != other.sequence.lengthClass()) {
      return 0;
    }
    int most = prompt.length - 1;
    int mismatch = Arrays.mismatch(prompt, 0, most, other.prompt, 0, other.prompt.length);
    return (mismatch < 0 ? most : mismatch) / KvLayout.PAGE * KvLayout.PAGE;
  }

  /** Adds tokens of the prompt to a step; returns whether they are the last ones. */
  boolean addPrompt(Batch batch, int count) {
    int from = sequence.length();
    boolean last = count == remaining();
    batch.addPrompt(sequence, prompt, from, from + count, last ? 1 : 0);
    return last;
  }

  /** How many tokens were chosen last: several if some were forced. */
  int chosen() {
    return chooser.count();
  }

  /** Adds the token chosen last to a step, if it is a single one. */
  void addGenerated(Batch batch) {
    batch.addGenerated(sequence, chooser.tokens(), 0);
  }

  /** Adds the tokens chosen last to a step, as a piece of prompt. */
  void addForced(Batch batch) {
    batch.addPrompt(sequence, chooser.tokens(), 0, chooser.count(), 1);
  }

  /** Part of the prompt was processed. */
  void promptDone() {
    if (remaining() == 0) {
      prompted = System.nanoTime();
    }
    tellProgress();
  }

  /** Keeps the logits of the step's last token. */
  void keep(float[] source, int offset) {
    System.arraycopy(source, offset, logits, 0, logits.length);
  }

  /** Chooses the next token, or finds out that there is none. */
  void choose() {
    try {
      reason = chooser.made() == 0 ? chooser.begin() : null;
      if (reason == null) {
        reason = chooser.choose(logits, sequence.capacity() - sequence.length());
      }
      if (reason == null && sequence.length() == sequence.capacity()) {
        reason = FinishReason.CONTEXT;
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Whether the tokens could not be chosen. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Why, if they could not. */
  RuntimeException failure() {
    return failure;
  }

  /** Whether no further token is wanted. */
  boolean isDone() {
    return reason != null;
  }

  /** Why, if none is. */
  FinishReason reason() {
    return reason;
  }

  /** Tokens that were made since the last call. */
  int newTokens() {
    int more = chooser.made() - counted;
    counted += more;
    return more;
  }

  /** Gives the pages back, then tells the job. */
  void end(FinishReason why) {
    int processed = Math.min(sequence.length(), prompt.length) - cached;
    long now = System.nanoTime();
    sequence.close();
    Duration prompting = Duration.ofNanos((isGenerating() ? prompted : now) - begun);
    Duration generating = Duration.ofNanos(isGenerating() ? now - prompted : 0);
    job.onEnd(why, cached, new Timings(processed, prompting, chooser.made(), generating));
  }

  /** Gives the pages back, then tells the job. */
  void fail(RuntimeException e) {
    sequence.close();
    job.onFailure(e);
  }
}
