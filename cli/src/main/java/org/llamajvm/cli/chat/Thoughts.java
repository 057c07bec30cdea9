package org.llamajvm.cli.chat;

import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.TextPiece;
import org.llamajvm.models.reply.ReplyPart;

/** Shows what a model thinks before it answers, apart from the answer, or hides it. */
final class Thoughts implements GenerationListener {

  private final GenerationListener next;
  private final Console console;
  private final boolean hidden;
  private boolean open;

  /**
   * Shows thoughts, and hands the rest on.
   *
   * @param next gets the answer
   */
  Thoughts(GenerationListener next, Console console, boolean hidden) {
    this.next = next;
    this.console = console;
    this.hidden = hidden;
  }

  @Override
  public void onPrompt(int done, int total) {
    next.onPrompt(done, total);
  }

  @Override
  public void onText(String ignored) {} // pieces have it

  @Override
  public void onPiece(TextPiece piece) {
    if (!(piece.part() instanceof ReplyPart.Thinking(String thought))) {
      end();
      next.onPiece(piece);
    } else if (!hidden) {
      if (!open) {
        console.notice("[Thinking]");
      }
      open = true;
      console.think(thought);
    }
  }

  /** The answer has ended, perhaps in the middle of a thought. */
  void end() {
    if (open) {
      console.think("\n");
      console.notice("[Answer]");
      open = false;
    }
  }
}
