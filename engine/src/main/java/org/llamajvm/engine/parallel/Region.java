package org.llamajvm.engine.parallel;

/**
 * Work on the items 0 … length - 1 that several threads may do at once, each a range of its own.
 */
@FunctionalInterface
public interface Region {

  /**
   * Does the items of one range.
   *
   * @param from first item, inclusive
   * @param to last item, exclusive
   * @param scratch buffers of the thread that calls
   */
  void run(int from, int to, Scratch scratch);
}
