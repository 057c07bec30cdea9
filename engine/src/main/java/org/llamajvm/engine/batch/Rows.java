package org.llamajvm.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.llamajvm.engine.cache.Sequence;

/**
 * The rows of a step's activations: which belong to which sequence, at which positions. Generated
 * tokens come first, then prompts. Reused from step to step. For one thread at a time to change,
 * for all to read.
 */
public final class Rows {

  private final List<Sequence> sequences = new ArrayList<>();
  private int[] firstRows = {0};
  private int[] positions = {};
  private int[] spans = {};
  private int generated;
  private int count;

  /** No rows yet. */
  public Rows() {}

  /** Takes all tokens of a batch. Their sequences have not been told of them yet. */
  public void setAll(Batch batch) {
    clear();
    for (int i = 0; i < batch.size(); i++) {
      Slice slice = batch.slice(i);
      add(slice, slice.count());
    }
  }

  /** Takes those tokens of a batch that get logits. */
  public void setWanted(Batch batch) {
    clear();
    for (int i = 0; i < batch.size(); i++) {
      Slice slice = batch.slice(i);
      if (slice.wanted() > 0) {
        add(slice, slice.wanted());
      }
    }
  }

  private void clear() {
    sequences.clear();
    generated = 0;
    count = 0;
  }

  /** Takes the last tokens of a slice. */
  private void add(Slice slice, int tokens) {
    int position = slice.sequence().length() + slice.count() - tokens;
    int span = sequences.size();
    if (positions.length <= span) {
      positions = Arrays.copyOf(positions, 2 * span + 8);
      firstRows = Arrays.copyOf(firstRows, positions.length + 1);
    }
    if (spans.length < count + tokens) {
      spans = Arrays.copyOf(spans, Math.max(count + tokens, 2 * spans.length));
    }
    sequences.add(slice.sequence());
    positions[span] = position;
    firstRows[span] = count;
    Arrays.fill(spans, count, count + tokens, span);
    count += tokens;
    firstRows[span + 1] = count;
    if (!slice.isPrompt()) {
      generated = count;
    }
  }

  /** Number of rows. */
  public int count() {
    return count;
  }

  /** The first rows: tokens that were generated. */
  public int generated() {
    return generated;
  }

  /** The rows after these: tokens of prompts. */
  public int prompt() {
    return count - generated;
  }

  /** Number of sequences, each with a span of rows. */
  public int spans() {
    return sequences.size();
  }

  /** The sequence of a span. */
  public Sequence sequence(int span) {
    return sequences.get(span);
  }

  /** First row of a span. */
  public int firstRow(int span) {
    return firstRows[span];
  }

  /** Rows of a span. */
  public int tokens(int span) {
    return firstRows[span + 1] - firstRows[span];
  }

  /** Position of the first token of a span. */
  public int position(int span) {
    return positions[span];
  }

  /** The span of a row. */
  public int span(int row) {
    return spans[row];
  }

  /** The most rows of a span. */
  public int longest() {
    int longest = 0;
    for (int span = 0; span < spans(); span++) {
      longest = Math.max(longest, tokens(span));
    }
    return longest;
  }

  /** The position after the last one of all spans. */
  public int end() {
    int end = 0;
    for (int span = 0; span < spans(); span++) {
      end = Math.max(end, positions[span] + tokens(span));
    }
    return end;
  }
}
