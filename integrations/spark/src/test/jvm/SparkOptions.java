import org.apache.spark.launcher.JavaModuleOptions;

/** Prints the options that Spark gives to the JVM of a driver or an executor, one a line. */
final class SparkOptions {

  private SparkOptions() {}

  public static void main(String[] args) {
    for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
      System.out.println(option);
    }
  }
}
