package org.llamajvm.models.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.batch.LogitsListener;
import org.llamajvm.engine.batch.Slice;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.sampling.Sampler;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.bench.BenchmarkTest.Kind;

/** The work of one test, to be done again and again. Owns its sequences. */
final class Repetition implements AutoCloseable {

  private static final long SEED = 1;

  private final BoundModel model;
  private final BenchmarkTest test;
  private final Cancellation cancellation;
  private final Batch batch = new Batch();
  private final LogitsListener sample = this::sample;
  private final List<Sequence> sequences = new ArrayList<>();
  private final List<Sampler> samplers;
  private final int[][] tokens; // (sequences, positions)
  private final int[] next; // (sequences)
  private final float[] logits; // (vocabulary)
  private HeldTexts held; // of the run under way; null without a constraint

  Repetition(BoundModel model, BenchmarkTest test, Cancellation cancellation) {
    this.model = model;
    this.test = test;
    this.cancellation = cancellation;
    int vocabulary = model.vocabularySize();
    SamplingOptions greedy = SamplingOptions.greedy();
    samplers =
        Stream.generate(() -> new Sampler(greedy, vocabulary, test.positions()))
            .limit(test.parallel())
            .toList();
    Random random = new Random(SEED);
    tokens =
        IntStream.range(0, test.parallel())
            .mapToObj(_ -> random.ints(test.positions(), 0, vocabulary).toArray())
            .toArray(int[][]::new);
    next = new int[test.parallel()];
    logits = new float[vocabulary];
    for (int i = 0; i < test.parallel(); i++) {
      sequences.add(model.newSequence(test.positions()));
    }
  }

  BenchmarkTest test() {
    return test;
  }

  /** Brings all sequences to the depth of the test. */
  void fill() {
    for (int i = 0; i < sequences.size(); i++) {
      process(i, 0, test.depth());
      sequences.get(i).mark();
    }
  }

  /** Runs the test under a constraint, see {@link #run}. */
  double run(HeldTexts texts) {
    held = texts;
    try {
      return run();
    } finally {
      held = null;
    }
  }

  /** Runs the test from its depth on and returns the seconds it took. */
  double run() {
    for (int i = 0; i < sequences.size(); i++) {
      sequences.get(i).rewind(Math.min(sequences.get(i).length(), test.depth()));
      next[i] = tokens[i][test.depth()];
    }
    long start = System.nanoTime();
    if (test.kind() == Kind.GENERATION) {
      generate();
    } else {
      process(0, test.depth(), test.positions());
    }
    return Math.max(1, System.nanoTime() - start) / 1e9;
  }

  private void process(int index, int from, int to) {
    for (int at = from; at < to && !cancellation.isCancelled(); at += Batch.PIECE) {
      int end = Math.min(at + Batch.PIECE, to);
      batch.clear();
      batch.addPrompt(sequences.get(index), tokens[index], at, end, end == to ? 1 : 0);
      model.step(batch, this::ignore);
    }
  }

  private void ignore(Slice slice, int index, float[] source, int offset) {}

  private void generate() {
    for (int i = 0; i < test.tokens() && !cancellation.isCancelled(); i++) {
      batch.clear();
      for (int s = 0; s < next.length; s++) {
        batch.addGenerated(sequences.get(s), next, s);
      }
      model.step(batch, sample);
    }
  }

  /** A generated slice's index is the number of its sequence. */
  private void sample(Slice slice, int index, float[] source, int offset) {
    System.arraycopy(source, offset, logits, 0, logits.length);
    Sampler sampler = samplers.get(index);
    next[index] = held == null ? sampler.sample(logits) : held.choose(index, sampler, logits);
    sampler.accept(next[index]);
  }

  @Override
  public void close() {
    sequences.forEach(Sequence::close);
  }
}
