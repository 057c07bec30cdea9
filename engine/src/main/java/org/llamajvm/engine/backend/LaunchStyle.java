package org.llamajvm.engine.backend;

import java.util.Arrays;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How this JVM was started, as far as it can be seen, and where options for it are written. */
enum LaunchStyle {

  /** By the launcher of the command. */
  COMMAND(
      "the command llama",
      "in the environment: LLAMA_JAVA_OPTS=\"%s\"",
      "remove %s from LLAMA_JAVA_OPTS, or from another of the variables in which Java looks for options"),

  /** By Maven's plugin for tests. */
  SUREFIRE(
      "Maven Surefire",
      "in the configuration of maven-surefire-plugin: <argLine>%s</argLine>",
      "remove %s from the argLine of maven-surefire-plugin"),

  /** By Gradle, for tests. */
  GRADLE_TEST(
      "Gradle",
      "in build.gradle: tasks.withType(Test) { jvmArgs '%s'.split(' ') }",
      "remove %s from the jvmArgs of the task in build.gradle"),

  /** From the classes of a project with Spring Boot, mostly by its plugins. */
  SPRING_BOOT(
      "Spring Boot",
      "in the configuration of spring-boot-maven-plugin: <jvmArguments>%s</jvmArguments>",
      "remove %s: in the configuration of spring-boot-maven-plugin"
          + " <optimizedLaunch>false</optimizedLaunch>, for Gradle bootRun { optimizedLaunch = false }"),

  /** In a container. */
  CONTAINER(
      "Docker",
      "in the Dockerfile: ENV JAVA_TOOL_OPTIONS=\"%s\"",
      "remove %s from JAVA_TOOL_OPTIONS or the command in the Dockerfile"),

  /** By an integrated development environment. */
  IDE(
      "an IDE",
      "in the run configuration, VM options: %s",
      "remove %s: switch launch optimization off in the run configuration"),

  /** In none of these ways, or in one that cannot be told from {@code java} on a command line. */
  PLAIN("java", "on the command line: java %s ...", "remove %s from the command line");

  private static final String STARTED = "sun.java.command";

  private final String tool;
  private final String addition;
  private final String removal;

  LaunchStyle(String tool, String addition, String removal) {
    this.tool = tool;
    this.addition = addition;
    this.removal = removal;
  }

  /** Of this JVM. */
  static LaunchStyle ofThisJvm() {
    return of(
        System.getProperties(),
        isAlone(),
        name -> ClassLoader.getSystemClassLoader().getResource(name) != null);
  }

  /** In a container a program is mostly its first process, and else there is a variable. */
  private static boolean isAlone() {
    return ProcessHandle.current().pid() == 1
        || System.getenv("KUBERNETES_SERVICE_HOST") != null
        || System.getenv("container") != null;
  }

  /**
   * Looks at the traces that launchers leave.
   *
   * @param properties of the system
   * @param container whether nobody but this program is there
   * @param resources which resources are on the class path
   */
  static LaunchStyle of(Properties properties, boolean container, Predicate<String> resources) {
    String command = properties.getProperty(STARTED, "");
    if (command.startsWith("org.llamajvm.cli/")) {
      return COMMAND;
    }
    if (properties.containsKey("surefire.test.class.path")
        || properties.containsKey("surefire.real.class.path")
        || command.contains("surefire")) {
      return SUREFIRE;
    }
    if (properties.containsKey("org.gradle.test.worker")) {
      return GRADLE_TEST;
    }
    if (properties.getProperty("java.class.path", "").contains("idea_rt.jar")) {
      return IDE;
    }
    String program = command.split(" ", 2)[0];
    if (!program.endsWith(".jar")
        && resources.test("org/springframework/boot/SpringApplication.class")) {
      return SPRING_BOOT;
    }
    return container ? CONTAINER : PLAIN;
  }

  /** Where to write an option; for the plain style, in every one of a program of others. */
  String toAdd(String option) {
    return told(style -> style.addition.formatted(option));
  }

  /**
   * Where an option may come from that has to go; for the plain style, in every one of a program of
   * others.
   */
  String toRemove(String option) {
    return told(style -> style.removal.formatted(option));
  }

  private String told(Function<LaunchStyle, String> line) {
    if (this != PLAIN) {
      return line.apply(this);
    }
    return line.apply(this)
        + Arrays.stream(values())
            .filter(style -> style != PLAIN && style != COMMAND)
            .map(style -> "%n  %s: %s".formatted(style.tool, line.apply(style)))
            .collect(Collectors.joining());
  }
}
