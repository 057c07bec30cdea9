package org.llamajvm.spark.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorCoresTest {

  @ParameterizedTest
  @CsvSource({
    "local, , 1",
    "local[3], , 3",
    "'local[3,4]', , 3",
    "local[*], , 8",
    "local[64], , 8",
    "spark://host:7077, , 8",
    "spark://host:7077, 5, 5",
    "k8s://host, 16, 8"
  })
  void areThoseThatSparkGives(String master, String executorCores, int expected) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    if (executorCores != null) {
      conf.set("spark.executor.cores", executorCores);
    }
    assertThat(ExecutorCores.of(conf, 8)).isEqualTo(expected);
  }
}
