package org.llamajvm.spark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.spark.Spark;

/** Looks at what a sink of Spark's metric system shows, here the one of JMX. */
class ExecutorSourcesTest {

  /** Which of the models with these names a sink shows. */
  private static Set<String> shown() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .queryNames(new ObjectName("metrics:*"), null)
          .stream()
          .map(name -> name.getKeyProperty("name"))
          .filter(name -> name.endsWith(".rows.running") && name.contains(".llama.owl"))
          .map(name -> name.replaceAll(".*\\.(llama\\..*)\\.rows.running", "$1"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void showModelsWhoseNamesAreAlike() throws IOException {
    assertThat(Spark.session()).isNotNull();
    MetricsSystem system = SparkEnv.get().metricsSystem();
    ExecutorSources sources = new ExecutorSources();
    try (LanguageModel model = LanguageModel.open(Spark.WREN, ModelOptions.defaults());
        Scheduler scheduler = model.newScheduler(SchedulerOptions.defaults())) {
      ExecutorSource first = sources.add(system, "owl", scheduler);
      ExecutorSource second = sources.add(system, "owl", scheduler);
      ExecutorSource other = sources.add(system, "owl-big", scheduler);
      assertThat(shown()).containsExactly("llama.owl", "llama.owl-2", "llama.owl-big");
      sources.remove(system, first);
      assertThat(shown()).containsExactly("llama.owl-2", "llama.owl-big");
      ExecutorSource again = sources.add(system, "owl", scheduler);
      assertThat(shown()).containsExactly("llama.owl", "llama.owl-2", "llama.owl-big");
      sources.remove(system, second);
      sources.remove(system, other);
      sources.remove(system, again);
      assertThat(shown()).isEmpty();
    }
  }
}
