package org.llamajvm.models;

import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.models.tool.ToolRuns;

/**
 * Tells a listener of several answers as if they were one: those that call functions, and the one
 * after them.
 */
final class ToolRounds implements GenerationListener {

  private final ToolOffer tools;
  private final GenerationListener listener;
  private int left;

  /**
   * Before the first answer.
   *
   * @param most how often results are given to the model at most
   */
  ToolRounds(ToolOffer tools, int most, GenerationListener listener) {
    this.tools = tools;
    this.listener = listener;
    left = most;
  }

  private boolean wantsResults(Generation answer) {
    return left > 0
        && answer.finishReason() != FinishReason.CANCELLED
        && ToolRuns.canRun(tools, answer.calls());
  }

  /** Whether the functions that an answer calls are run, and the model answers again. */
  boolean goOn(Generation answer) {
    boolean more = wantsResults(answer);
    left -= more ? 1 : 0;
    return more;
  }

  @Override
  public void onText(String ignored) {} // pieces have it

  @Override
  public void onPiece(TextPiece piece) {
    listener.onPiece(piece);
  }

  @Override
  public void onPrompt(int done, int total) {
    listener.onPrompt(done, total);
  }

  @Override
  public void onComplete(Generation answer) {
    if (!wantsResults(answer)) {
      listener.onComplete(answer);
    }
  }

  @Override
  public void onError(RuntimeException failure) {
    listener.onError(failure);
  }
}
