package org.llamajvm.spark.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** How many cores Spark lets this JVM use. */
final class ExecutorCores {

  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,.*)?]");

  private ExecutorCores() {}

  /** At most as many as there are. */
  static int of(SparkConf conf, int available) {
    String master = conf.get("spark.master", "");
    Matcher local = LOCAL.matcher(master);
    int cores;
    if (local.matches()) {
      cores = Integer.parseInt(local.group(1));
    } else if (master.equals("local")) {
      cores = 1;
    } else {
      cores = conf.getInt("spark.executor.cores", available);
    }
    return Math.clamp(cores, 1, available);
  }
}
