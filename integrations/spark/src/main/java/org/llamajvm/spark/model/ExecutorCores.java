package org.llamajvm.spark.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How many cores Spark lets this JVM use. An executor is told by its command; Spark's configuration
 * need not say it, and leaves it to workers then.
 */
final class ExecutorCores {

  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,.*)?]");

  private static final Pattern EXECUTOR =
      Pattern.compile("\\S+ExecutorBackend .*--cores (\\d{1,6})\\b");

  private ExecutorCores() {}

  /**
   * At most as many as there are.
   *
   * @param command main class of this JVM and its arguments
   */
  static int of(SparkConf conf, String command, int available) {
    String master = conf.get("spark.master", "");
    Matcher local = LOCAL.matcher(master);
    Matcher executor = EXECUTOR.matcher(command);
    int cores;
    if (executor.lookingAt()) {
      cores = Integer.parseInt(executor.group(1));
    } else if (local.matches()) {
      cores = Integer.parseInt(local.group(1));
    } else if (master.equals("local")) {
      cores = 1;
    } else {
      cores = conf.getInt("spark.executor.cores", available);
    }
    return Math.clamp(cores, 1, available);
  }
}
