package org.llamajvm.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.VMOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What is said when vector kernels cannot run, and when that is. */
class ObstacleTest {

  private static Optional<String> restriction(String mode, String... flags) {
    Map<String, String> values =
        new HashMap<>(Map.of("TieredStopAtLevel", "4", "UseCompiler", "true"));
    Arrays.stream(flags).map(flag -> flag.split("=")).forEach(flag -> values.put(flag[0], flag[1]));
    return JitCompiler.restriction(values::get, mode);
  }

  @Test
  void aCompilerThatIsRestrictedIsNamedByItsOption() {
    assertThat(restriction("mixed mode, sharing")).isEmpty();
    assertThat(restriction("compiled mode")).isEmpty();
    assertThat(restriction("interpreted mode", "UseCompiler=false")).contains("-Xint");
    assertThat(restriction("mixed mode, emulated-client", "TieredStopAtLevel=1"))
        .contains("-XX:TieredStopAtLevel=1");
    assertThat(restriction("mixed mode", "TieredStopAtLevel=3"))
        .contains("-XX:TieredStopAtLevel=3");
    assertThat(restriction("mixed mode", "UseCompiler=false")).contains("-XX:-UseCompiler");
    assertThat(restriction("mixed mode, emulated-client"))
        .contains("-XX:CompilationMode=quick-only");
  }

  private static Optional<Obstacle> find(boolean module, String restriction, int bits) {
    return find(module, restriction, Avx.USED, bits);
  }

  private static Optional<Obstacle> find(boolean module, String restriction, Avx avx, int bits) {
    return Obstacle.find(
        module, Optional.ofNullable(restriction), avx, () -> bits, LaunchStyle.SUREFIRE);
  }

  private static Avx avx(VMOption... flags) {
    return Avx.of(name -> Arrays.stream(flags).filter(f -> f.getName().equals(name)).findAny());
  }

  private static VMOption flag(String name, int value, VMOption.Origin origin) {
    return new VMOption(name, String.valueOf(value), false, origin);
  }

  @Test
  void aProcessorWithoutAvxIsNotOneWhoseAvxIsSwitchedOff() {
    VMOption.Origin own = VMOption.Origin.DEFAULT;
    VMOption.Origin told = VMOption.Origin.VM_CREATION;
    assertThat(avx()).isEqualTo(Avx.USED);
    assertThat(avx(flag("UseAVX", 1, told))).isEqualTo(Avx.USED);
    assertThat(avx(flag("UseAVX", 0, told))).isEqualTo(Avx.SWITCHED_OFF);
    assertThat(avx(flag("UseAVX", 0, own), flag("UseSSE", 2, told))).isEqualTo(Avx.SWITCHED_OFF);
    assertThat(avx(flag("UseAVX", 0, own), flag("UseSSE", 4, own))).isEqualTo(Avx.MISSING);
    assertThat(find(true, null, Avx.SWITCHED_OFF, 128).map(Obstacle::toString))
        .contains(
            "this JVM does without AVX; remove options such as -XX:UseAVX and -XX:UseSSE from the"
                + " argLine of maven-surefire-plugin");
    assertThat(find(true, null, Avx.MISSING, 128).orElseThrow().cure())
        .startsWith("use a processor with AVX");
  }

  @Test
  void theFirstObstacleCountsAndHasACure() {
    assertThat(find(true, null, 128)).isEmpty();
    assertThat(find(false, "-Xint", 0).map(Obstacle::toString))
        .contains(
            "the module jdk.incubator.vector is not there; in the configuration of"
                + " maven-surefire-plugin: <argLine>--add-modules=jdk.incubator.vector</argLine>");
    assertThat(find(true, "-Xint", 256).map(Obstacle::toString))
        .contains(
            "this JVM does not compile with C2, because of -Xint; remove -Xint from the argLine of"
                + " maven-surefire-plugin");
    assertThat(find(true, null, 64).orElseThrow().cause()).contains("64 bits");
  }

  private static LaunchStyle style(boolean container, String resource, String... properties) {
    Properties system = new Properties();
    Arrays.stream(properties)
        .map(property -> property.split("=", 2))
        .forEach(property -> system.setProperty(property[0], property[1]));
    return LaunchStyle.of(system, container, resource::equals);
  }

  @Test
  void theCureIsWrittenWhereTheJvmWasStartedFrom() {
    String boot = "org/springframework/boot/SpringApplication.class";
    assertThat(style(false, "", "sun.java.command=a.Main x")).isEqualTo(LaunchStyle.PLAIN);
    assertThat(style(true, "", "sun.java.command=org.llamajvm.cli/org.llamajvm.cli.Main chat"))
        .isEqualTo(LaunchStyle.COMMAND);
    assertThat(LaunchStyle.COMMAND.toRemove("-Xint")).contains("LLAMA_JAVA_OPTS").hasLineCount(1);
    assertThat(style(true, "")).isEqualTo(LaunchStyle.CONTAINER);
    assertThat(style(false, "", "java.class.path=a:/x/idea_rt.jar")).isEqualTo(LaunchStyle.IDE);
    assertThat(style(false, boot, "sun.java.command=a.Main")).isEqualTo(LaunchStyle.SPRING_BOOT);
    assertThat(style(false, boot, "java.class.path=a:/x/idea_rt.jar")).isEqualTo(LaunchStyle.IDE);
    assertThat(style(true, boot, "sun.java.command=app.jar")).isEqualTo(LaunchStyle.CONTAINER);
    assertThat(style(false, boot, "org.gradle.test.worker=1")).isEqualTo(LaunchStyle.GRADLE_TEST);
    assertThat(style(false, boot, "surefire.test.class.path=x")).isEqualTo(LaunchStyle.SUREFIRE);
    assertThat(LaunchStyle.ofThisJvm()).isNotNull();
  }

  @Test
  void aPlainStartListsThemAll() {
    assertThat(LaunchStyle.PLAIN.toAdd("--x"))
        .startsWith("on the command line: java --x ...")
        .contains("<argLine>--x</argLine>", "<jvmArguments>--x</jvmArguments>")
        .contains("jvmArgs '--x'", "ENV JAVA_TOOL_OPTIONS=\"--x\"", "VM options: --x")
        .hasLineCount(LaunchStyle.values().length - 1);
    assertThat(LaunchStyle.PLAIN.toRemove("--x")).contains("<optimizedLaunch>false");
  }
}
