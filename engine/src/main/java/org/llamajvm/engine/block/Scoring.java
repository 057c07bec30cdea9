package org.llamajvm.engine.block;

import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Products of a batch on their way to logits. Rows are cut into the same pieces however many there
 * are, so that a row's values do not depend on other rows. Holds the arguments of the call under
 * way; one thread calls, the pool's threads work.
 */
public final class Scoring {

  private static final int PIECE = 1 << 12;

  private final Backend backend;
  private final ScoreRule rule;
  private final int length;
  private final int pieces;
  private final Region apply = this::apply;

  private float[] x;

  /**
   * Prepares a rule.
   *
   * @param length elements of a row
   */
  public Scoring(Backend backend, ScoreRule rule, int length) {
    this.backend = backend;
    this.rule = rule;
    this.length = length;
    pieces = Math.ceilDiv(length, PIECE);
  }

  /** Turns the products of the first {@code rows} rows into scores, in place. */
  public void apply(float[] x, int rows) {
    if (rule.scale() != 1 || rule.cap() > 0) {
      this.x = x;
      backend.pool().run(apply, rows * pieces, 1);
    }
  }

  private void apply(int from, int to, Scratch scratch) {
    for (int item = from; item < to; item++) {
      int start = item % pieces * PIECE;
      int count = Math.min(PIECE, length - start);
      int at = item / pieces * length + start;
      if (rule.scale() != 1) {
        backend.kernels().scale(x, at, count, rule.scale());
      }
      if (rule.cap() > 0) {
        backend.kernels().softCap(x, at, count, rule.cap());
      }
    }
  }
}
