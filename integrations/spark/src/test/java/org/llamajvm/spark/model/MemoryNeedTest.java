package org.llamajvm.spark.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.memory.MachineMemory;

class MemoryNeedTest {

  private static final long MIB = 1 << 20;
  private static final MemoryNeed NEED = new MemoryNeed(700 * MIB, 0, 200 * MIB, 99 * MIB + 1);

  private static SparkConf conf(String overhead) {
    return new SparkConf(false)
        .set("spark.master", "yarn")
        .set("spark.executor.memoryOverhead", overhead);
  }

  private static MachineMemory machine(long mib) {
    return new MachineMemory(mib * MIB, 0);
  }

  @Test
  void fitsIntoTheOverhead() {
    assertThatCode(() -> NEED.check(conf("1000m"), 0, 1000 * MIB, machine(2000)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> NEED.check(conf("999"), 0, 1000 * MIB, machine(8000)))
        .isInstanceOf(ModelMemoryException.class)
        .hasMessage(
            "The model needs 1000 MiB outside of the heap (weights 700 MiB, copies of weights 0 MiB,"
                + " keys and values 200 MiB, scratch 100 MiB, other models 0 MiB), but"
                + " spark.executor.memoryOverhead is 999 MiB. Set"
                + " spark.executor.memoryOverhead=1000m, or lower kvBudget, or concurrency and"
                + " context, or spark.executor.memory");
  }

  @Test
  void fitsBesideTheHeapAndOtherModels() {
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://host:7077");
    assertThatCode(() -> NEED.check(conf, 500 * MIB, 1000 * MIB, machine(2500)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> NEED.check(conf, 501 * MIB, 1000 * MIB, machine(2500)))
        .isInstanceOf(ModelMemoryException.class)
        .hasMessageContaining("needs 1501 MiB")
        .hasMessageContaining(
            "the machine or container has 2500 MiB, of which the heap may take 1000 MiB");
  }
}
