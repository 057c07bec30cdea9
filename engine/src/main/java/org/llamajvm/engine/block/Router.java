package org.llamajvm.engine.block;

import java.util.Arrays;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.module.Routing;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Gives each row of a batch to a few experts, and groups the rows by expert: what belongs to one
 * expert lies together, in the order of the rows. One thread calls, the pool's threads work.
 */
public final class Router {

  private static final int CHUNK_ROWS = 8;
  private static final float TAKEN = Float.NEGATIVE_INFINITY;

  private final Backend backend;
  private final int experts;
  private final int used;
  private final Routing routing;
  private final Region choose = this::choose;

  private float[] scores = {}; // (rows, experts) of the call under way
  private int[] chosen = {}; // (rows, used)
  private float[] chosenWeights = {}; // (rows, used)
  private int[] rows = {}; // by expert
  private float[] weights = {}; // by expert
  private final int[] ends; // of each expert's rows
  private final int[] generated; // rows of each expert that are generated

  /**
   * Prepares it.
   *
   * @param experts how many there are
   * @param used how many each row is given to
   * @param routing how scores become weights
   */
  public Router(Backend backend, int experts, int used, Routing routing) {
    this.backend = backend;
    this.experts = experts;
    this.used = used;
    this.routing = routing;
    ends = new int[experts + 1];
    generated = new int[experts];
  }

  /**
   * Chooses experts by their scores.
   *
   * @param scores (rows, experts), lost
   * @param generatedRows how many of the rows are generated: the first ones
   * @param rowCount all rows
   */
  public void route(float[] scores, int generatedRows, int rowCount) {
    this.scores = scores;
    if (chosen.length < rowCount * used) {
      chosen = new int[rowCount * used];
      chosenWeights = new float[rowCount * used];
      rows = new int[rowCount * used];
      weights = new float[rowCount * used];
    }
    backend.pool().run(choose, rowCount, CHUNK_ROWS);
    group(generatedRows, rowCount);
  }

  private void choose(int from, int to, Scratch scratch) {
    for (int row = from; row < to; row++) {
      int at = row * experts;
      float all = prepare(at);
      float taken = 0;
      for (int i = row * used; i < (row + 1) * used; i++) {
        int best = largest(at);
        chosen[i] = best - at;
        chosenWeights[i] = scores[best];
        taken += scores[best];
        scores[best] = TAKEN;
      }
      for (int i = row * used; i < (row + 1) * used; i++) {
        chosenWeights[i] =
            switch (routing) {
              case SOFTMAX_OF_ALL -> chosenWeights[i] / all;
              case SOFTMAX_OF_USED -> chosenWeights[i] / taken;
              case SIGMOID_OF_INPUT -> (float) (1 / (1 + Math.exp(-chosenWeights[i])));
            };
      }
    }
  }

  /** Makes a row's scores exponentials for a softmax, and returns their sum. */
  private float prepare(int at) {
    if (routing == Routing.SIGMOID_OF_INPUT) {
      for (int i = at; i < at + experts; i++) {
        scores[i] = Math.max(scores[i], -Float.MAX_VALUE);
      }
      return 1;
    }
    float maximum = backend.kernels().maximum(scores, at, experts);
    return backend.kernels().exponentials(scores, at, experts, maximum, 1);
  }

  /** Of equal ones the first; of those that are not numbers some one, too. */
  private int largest(int at) {
    int best = -1;
    for (int i = at; i < at + experts; i++) {
      if (scores[i] != TAKEN && (best < 0 || scores[i] > scores[best])) {
        best = i;
      }
    }
    return best;
  }

  private void group(int generatedRows, int rowCount) {
    Arrays.fill(ends, 0);
    Arrays.fill(generated, 0);
    for (int i = 0; i < rowCount * used; i++) {
      ends[chosen[i] + 1]++;
      if (i < generatedRows * used) {
        generated[chosen[i]]++;
      }
    }
    for (int expert = 0; expert < experts; expert++) {
      ends[expert + 1] += ends[expert];
    }
    // Until here ends[expert] is where the rows of an expert begin; filling moves it to their end.
    for (int i = 0; i < rowCount * used; i++) {
      int place = ends[chosen[i]]++;
      rows[place] = i / used;
      weights[place] = chosenWeights[i];
    }
  }

  /** Where the rows of an expert begin. */
  public int first(int expert) {
    return expert == 0 ? 0 : ends[expert - 1];
  }

  /** How many rows an expert is given. */
  public int count(int expert) {
    return ends[expert] - first(expert);
  }

  /** How many of them are generated: the first ones. */
  public int generated(int expert) {
    return generated[expert];
  }

  /** The row at a place. */
  public int row(int place) {
    return rows[place];
  }

  /** The weight of an expert for the row at a place. */
  public float weight(int place) {
    return weights[place];
  }
}
