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
    assertThat(ExecutorCores.of(conf, "com.example.Job --cores 2", 8)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.executor.CoarseGrainedExecutorBackend, 3, 3",
    "org.apache.spark.executor.YarnCoarseGrainedExecutorBackend, 64, 8"
  })
  void areThoseThatAnExecutorIsStartedWith(String main, int cores, int expected) {
    String command =
        main + " --driver-url spark://d --executor-id 0 --cores " + cores + " --app-id a";
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://host:7077");
    assertThat(ExecutorCores.of(conf, command, 8)).isEqualTo(expected);
  }
}
