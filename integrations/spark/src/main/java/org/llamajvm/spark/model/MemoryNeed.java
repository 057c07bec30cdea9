package org.llamajvm.spark.model;

import java.util.Locale;
import org.apache.spark.SparkConf;
import org.llamajvm.models.ModelSummary;
import org.llamajvm.models.memory.MachineMemory;

/**
 * The memory that a model takes in an executor, outside of the heap, in bytes.
 *
 * @param weights of the files, which are mapped
 * @param copies of weights that lie in another order than that of the kernels
 * @param cache of keys and values
 * @param scratch of the activations
 */
record MemoryNeed(long weights, long copies, long cache, long scratch) {

  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final long MIB = 1 << 20;

  /** What a model needs that may take so many bytes for keys and values. */
  static MemoryNeed of(ModelSummary model, long kvBudget) {
    return new MemoryNeed(
        model.memory().weights(), model.copiedBytes(), kvBudget, model.memory().scratch());
  }

  long total() {
    return weights + copies + cache + scratch;
  }

  /**
   * Refuses a model that does not fit, before it is opened.
   *
   * @param others bytes that other models of this JVM take
   * @param heap the most bytes of the heap
   * @param machine what the machine or its container has
   * @throws ModelMemoryException if it does not fit, with the numbers and the settings to change
   */
  void check(SparkConf conf, long others, long heap, MachineMemory machine) {
    long all = Math.addExact(total(), others);
    boolean isLocal = conf.get("spark.master", "").startsWith("local");
    if (conf.contains(OVERHEAD) && !isLocal) {
      long overhead = conf.getSizeAsMb(OVERHEAD) * MIB;
      if (all > overhead) {
        throw refusal(others, "%s is %d MiB".formatted(OVERHEAD, overhead / MIB), all);
      }
    }
    if (all > machine.totalBytes() - heap) {
      throw refusal(
          others,
          "the machine or container has %d MiB, of which the heap may take %d MiB"
              .formatted(machine.totalBytes() / MIB, heap / MIB),
          all);
    }
  }

  private ModelMemoryException refusal(long others, String has, long all) {
    return new ModelMemoryException(
        String.format(
            Locale.ROOT,
            "The model needs %d MiB outside of the heap (weights %d MiB, copies of weights %d MiB,"
                + " keys and values %d MiB, scratch %d MiB, other models %d MiB), but %s. Set"
                + " %s=%dm, or lower kvBudget, or concurrency and context, or"
                + " spark.executor.memory",
            mib(all),
            mib(weights),
            mib(copies),
            mib(cache),
            mib(scratch),
            mib(others),
            has,
            OVERHEAD,
            mib(all)));
  }

  /** Rounded up. */
  private static long mib(long bytes) {
    return Math.ceilDiv(bytes, MIB);
  }
}
