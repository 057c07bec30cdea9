package org.llamajvm.engine.block;

import static org.llamajvm.engine.kernel.MatrixKernel.ROW_STEP;

import java.util.Arrays;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Linear layers with inputs of their own, computed together: threads meet once for all of them, not
 * once for each. One thread calls, the pool's threads work.
 */
public final class JointProducts {

  private final Backend backend;
  private final Region multiply = this::multiply;
  private LinearGroup[] groups = {};
  private int[] firstSteps = {0};
  private int count;
  private int fewest = ROW_STEP;
  private int most = Integer.MAX_VALUE;

  /** Nothing to compute yet. */
  public JointProducts(Backend backend) {
    this.backend = backend;
  }

  /**
   * Adds layers; the arguments are those of {@link LinearGroup#apply}.
   *
   * @param group not among those that were added since the last run
   */
  public void add(LinearGroup group, Activations in, int generated, int prompt, float[] out) {
    if (count == groups.length) {
      groups = Arrays.copyOf(groups, 2 * count + 8);
      firstSteps = Arrays.copyOf(firstSteps, groups.length + 1);
    }
    group.prepare(in, generated, prompt, out);
    groups[count] = group;
    firstSteps[count + 1] = firstSteps[count] + group.steps();
    count++;
    fewest = Math.max(fewest, group.fewestRows());
    most = Math.min(most, group.mostRows());
  }

  /** Computes what was added, and forgets it. */
  public void run() {
    int steps = firstSteps[count];
    backend.pool().run(multiply, steps, LinearGroup.chunk(backend, steps, fewest, most));
    count = 0;
    fewest = ROW_STEP;
    most = Integer.MAX_VALUE;
  }

  private void multiply(int from, int to, Scratch scratch) {
    for (int i = 0; i < count; i++) {
      int first = Math.max(from, firstSteps[i]) - firstSteps[i];
      int end = Math.min(to, firstSteps[i + 1]) - firstSteps[i];
      if (first < end) {
        groups[i].multiply(first, end, scratch);
      }
    }
  }
}
