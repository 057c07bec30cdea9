package org.llamajvm.engine.batch;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.Sequence;

/**
 * The work of one step: tokens that were generated, one a sequence, and pieces of prompts. What
 * comes out for a sequence is the same to the last bit whatever else is in the batch, and however a
 * prompt is cut into pieces. Reused from step to step without allocating. For one thread.
 */
public final class Batch {

  /** The most tokens that a piece of a prompt should have: more make buffers, not speed. */
  public static final int PIECE = KvLayout.PIECE;

  private final List<Slice> slices = new ArrayList<>();
  private final List<Slice> spare = new ArrayList<>();
  private int generated;

  /** No slices yet. */
  public Batch() {}

  /** Removes all slices. */
  public void clear() {
    spare.addAll(slices);
    slices.clear();
    generated = 0;
  }

  /**
   * Appends one generated token to a sequence, which gets logits.
   *
   * @param sequence in no other slice of the batch
   * @param token has the token's id
   * @param index where in {@code token}
   */
  public Slice addGenerated(Sequence sequence, int[] token, int index) {
    return add(generated++, sequence, token, index, index + 1, 1, false);
  }

  /**
   * Appends a piece of a prompt to a sequence.
   *
   * @param sequence in no other slice of the batch
   * @param tokens token ids
   * @param from first index, inclusive
   * @param to last index, exclusive
   * @param wanted how many of the last tokens get logits
   * @throws IllegalArgumentException if there is no token, or more are wanted than there are
   */
  public Slice addPrompt(Sequence sequence, int[] tokens, int from, int to, int wanted) {
    if (from >= to) {
      throw new IllegalArgumentException("No tokens: from %d to %d".formatted(from, to));
    }
    if (wanted < 0 || wanted > to - from) {
      throw new IllegalArgumentException("%d logits of %d tokens".formatted(wanted, to - from));
    }
    return add(slices.size(), sequence, tokens, from, to, wanted, true);
  }

  private Slice add(
      int index, Sequence sequence, int[] tokens, int from, int to, int wanted, boolean prompt) {
    Slice slice = spare.isEmpty() ? new Slice() : spare.removeLast();
    slice.sequence = sequence;
    slice.tokens = tokens;
    slice.from = from;
    slice.to = to;
    slice.wanted = wanted;
    slice.prompt = prompt;
    slices.add(index, slice);
    return slice;
  }

  /** Number of slices. */
  public int size() {
    return slices.size();
  }

  /** The slices of generated tokens come first, then those of prompts. */
  public Slice slice(int index) {
    return slices.get(index);
  }

  /** Number of slices of generated tokens. */
  public int generated() {
    return generated;
  }
}
