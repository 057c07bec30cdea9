package org.llamajvm.engine.generate;

import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.batch.LogitsListener;
import org.llamajvm.engine.batch.Slice;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.model.BoundModel;

/** A decoder whose steps are batches of one sequence. */
public final class SequenceDecoder implements Decoder, CacheState {

  private final BoundModel model;
  private final Sequence sequence;
  private final Batch batch = new Batch();
  private final int[] token = new int[1];
  private final float[] logits; // (vocabulary)
  private final LogitsListener keepLogits = this::keepLogits;

  /**
   * Begins an empty sequence.
   *
   * @param model borrowed
   * @param capacity the most tokens of the sequence
   */
  @SuppressWarnings("exports") // for the modules beside this one
  public SequenceDecoder(BoundModel model, int capacity) {
    this.model = model;
    sequence = model.newSequence(capacity);
    logits = new float[model.vocabularySize()];
  }

  @Override
  public int vocabularySize() {
    return model.vocabularySize();
  }

  @Override
  public int capacity() {
    return sequence.capacity();
  }

  @Override
  public int position() {
    return sequence.length();
  }

  @Override
  public int[] tokens() {
    return sequence.tokens();
  }

  @Override
  public void rewind(int position) {
    int[] tokens = sequence.tokens();
    int reached = sequence.rewind(position);
    for (int from = reached; from < position; from += Batch.PIECE) {
      batch.clear();
      batch.addPrompt(sequence, tokens, from, Math.min(from + Batch.PIECE, position), 0);
      model.step(batch, keepLogits);
    }
  }

  @Override
  public int keep(int[] prompt, int count) {
    model.checkOpen();
    return sequence.adopt(prompt, count);
  }

  @Override
  public int prompt(int[] tokens, int from, int to, IntPredicate goOn) {
    checkRoom(from, to);
    int done = from;
    boolean more = true;
    while (more && done < to) {
      int end = Math.min(done + Batch.PIECE, to);
      batch.clear();
      batch.addPrompt(sequence, tokens, done, end, end == to ? 1 : 0);
      model.step(batch, keepLogits);
      done = end;
      more = goOn.test(done);
    }
    sequence.mark();
    return done;
  }

  @Override
  public void promptEach(int[] tokens, int from, int to, IntConsumer perToken) {
    checkRoom(from, to);
    for (int first = from; first < to; first += Batch.PIECE) {
      int end = Math.min(first + Batch.PIECE, to);
      batch.clear();
      batch.addPrompt(sequence, tokens, first, end, end - first);
      model.step(
          batch,
          (slice, index, source, offset) -> {
            keepLogits(slice, index, source, offset);
            perToken.accept(index);
          });
    }
  }

  /** Before the first piece is processed. */
  private void checkRoom(int from, int to) {
    if (from >= to) {
      throw new IllegalArgumentException("No tokens: from %d to %d".formatted(from, to));
    }
    sequence.prepare(to - from);
  }

  @Override
  public void next(int id) {
    token[0] = id;
    batch.clear();
    batch.addGenerated(sequence, token, 0);
    model.step(batch, keepLogits);
  }

  private void keepLogits(Slice slice, int index, float[] source, int offset) {
    System.arraycopy(source, offset, logits, 0, logits.length);
  }

  @Override
  public float[] logits() {
    return logits;
  }

  @Override
  public String layout() {
    return sequence.layout();
  }

  @Override
  public long byteSize(int positions) {
    return sequence.byteSize(positions);
  }

  @Override
  public void copyTo(MemorySegment target) {
    sequence.copyTo(target);
  }

  @Override
  public void copyFrom(int[] tokens, MemorySegment source) {
    sequence.copyFrom(tokens, source);
  }

  @Override
  public void close() {
    sequence.close();
  }
}
