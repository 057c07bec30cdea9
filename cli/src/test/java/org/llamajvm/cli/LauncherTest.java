package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher with JDKs of cardboard: scripts that print which one they are and what they got. */
class LauncherTest {

  @TempDir private Path directory;
  private Path home;

  private record Result(int exitCode, String out, String err) {}

  @BeforeEach
  void copyLauncher() throws IOException {
    assumeTrue(File.separatorChar == '/', "The shell launcher is for Unix");
    home = Files.createDirectory(directory.resolve("a home"));
    Files.copy(Path.of(System.getProperty("llama.root"), "llama"), home.resolve("llama"));
    assertThat(home.resolve("llama").toFile().setExecutable(true)).isTrue();
    Path app = Files.createDirectories(home.resolve("cli/target/app"));
    Path options = Path.of(System.getProperty("llama.root"), "cli/src/main/jvm");
    for (String name : List.of("kernels", "llama", "collector", "heap")) {
      Files.copy(options.resolve(name + ".options"), app.resolve(name + ".options"));
    }
    Files.createFile(app.resolve("llama-cli-1.jar"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = Files.createDirectories(directory.resolve(name));
    script(
        Files.createDirectories(jdk.resolve("bin")).resolve("java"),
        "printf '%s\\n' 'JDK " + name + "'; printf '<%s>\\n' \"$@\"; exit 7");
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"Cardboard\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n".formatted(version));
    return jdk;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result launch(Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("llama").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "LLAMA_JAVA_OPTS", "LANG"));
    builder.environment().put("LLAMA_JDK_PATH", "");
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** A PATH with a directory of our own before the system's shell tools, but without a java. */
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : new String[] {"bash", "env", "readlink", "find", "cksum", "sort", "touch"}) {
      for (String place : new String[] {"/usr/bin/", "/bin/"}) {
        Path original = Path.of(place + tool);
        if (Files.exists(original) && Files.notExists(tools.resolve(tool))) {
          script(tools.resolve(tool), "exec " + original + " \"$@\"");
        }
      }
    }
    return tools;
  }

  @Test
  void takesTheJdkOfJavaHome() throws Exception {
    Result result = launch(Map.of("JAVA_HOME", jdk("jdk 25", "25.0.1").toString()));
    assertThat(result.out()).startsWith("JDK jdk 25\n");
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void anArchiveThatWasUnpackedHasItsOwnRuntimeAndBuildsNothing() throws Exception {
    Path archive = Files.createDirectory(directory.resolve("llama-1"));
    Files.move(home.resolve("cli/target/app"), archive.resolve("lib"));
    Files.move(
        home.resolve("llama"), Files.createDirectory(archive.resolve("bin")).resolve("llama"));
    home = archive.resolve("bin");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk("mine", "25").toString());
    Result withoutRuntime = launch(environment, "generate");
    assertThat(withoutRuntime.out())
        .startsWith("JDK mine\n")
        .contains("<@" + archive.toRealPath().resolve("lib/kernels.options") + ">")
        .contains("<-Dllama.home=" + archive.toRealPath() + ">");
    Files.move(jdk("own", "25"), archive.resolve("runtime"));
    assertThat(launch(environment, "generate").out()).startsWith("JDK own\n");
  }

  @ParameterizedTest
  @CsvSource({
    "generate, kernels", "serve, kernels", "list, brief", "show, brief", "help, brief", "'', brief",
    "--help, brief", "--version, brief"
  })
  void onlyWhatComputesIsOptimised(String argument, String options) throws Exception {
    String java = jdk("25", "25").toString();
    assertThat(launch(Map.of("JAVA_HOME", java), argument).out()).contains("/" + options + ".opt");
  }

  @Test
  void handsEveryArgumentOverUnharmed() throws Exception {
    String[] args = {
      "generate",
      "--prompt",
      "two  words",
      "",
      "it's \"quoted\"",
      "$HOME `ls` \\ *",
      "line\nbreak",
      "Ünïcödé 海 🌊",
      "-Dx=y",
      "--",
      "%PATH%",
      "!",
      "~"
    };
    Result result = launch(Map.of("JAVA_HOME", jdk("jdk", "26").toString()), args);
    String tail = "<-m>\n<org.llamajvm.cli/org.llamajvm.cli.Main>\n";
    assertThat(result.out()).contains(tail);
    StringBuilder expected = new StringBuilder();
    for (String arg : args) {
      expected.append('<').append(arg).append(">\n");
    }
    assertThat(result.out().substring(result.out().indexOf(tail) + tail.length()))
        .isEqualTo(expected.toString());
  }

  @Test
  void tellsTheProgramItsHomeAndItsStreams() throws Exception {
    Result result =
        launch(
            Map.of(
                "JAVA_HOME", jdk("jdk", "25").toString(), "LLAMA_JAVA_OPTS", "-Xmx1g -Dfoo=bar"));
    assertThat(result.out())
        .contains(
            "<-Dllama.home=" + home.toRealPath() + ">",
            "<-Dllama.terminal=>",
            "<-p>\n<" + home.toRealPath() + "/cli/target/app>",
            "<-Xmx1g>\n<-Dfoo=bar>\n<-m>");
  }

  @Test
  void passesOverAJavaHomeThatIsTooOldOrNoJdk() throws Exception {
    String places = jdk("jdks/new", "25.0.2").getParent() + "/*";
    Result old =
        launch(Map.of("JAVA_HOME", jdk("jdk8", "1.8.0_402").toString(), "LLAMA_JDK_PATH", places));
    assertThat(old.out()).startsWith("JDK jdks/new\n");
    Result wrong = launch(Map.of("JAVA_HOME", "/nowhere", "LLAMA_JDK_PATH", places));
    assertThat(wrong.out()).startsWith("JDK jdks/new\n");
  }

  @Test
  void findsAJdkBehindALinkOnThePath() throws Exception {
    Path tools = tools();
    Files.createSymbolicLink(tools.resolve("java"), Path.of("..", "jdk25", "bin", "java"));
    jdk("jdk25", "25");
    Result result = launch(Map.of("PATH", tools.toString()));
    assertThat(result.out()).startsWith("JDK jdk25\n");
  }

  @Test
  void saysWhichJdkToInstall() throws Exception {
    Path tools = tools();
    Files.createSymbolicLink(tools.resolve("java"), jdk("jdk17", "17.0.9").resolve("bin/java"));
    Result result = launch(Map.of("PATH", tools.toString()));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "llama: No JDK 25 or newer found (looked at JAVA_HOME, the PATH and the usual"
                + " places).\n"
                + "llama: Install one, for example from https://adoptium.net, or set JAVA_HOME to"
                + " it.\n");
  }

  @Test
  void worksThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), home.resolve("llama"));
    Path jdk = jdk("jdk", "25");
    ProcessBuilder builder = new ProcessBuilder(link.toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(out).contains("<-Dllama.home=" + home.toRealPath() + ">");
  }

  @Test
  void buildsOnceIfTheJarsAreMissing() throws Exception {
    Files.delete(home.resolve("cli/target/app/llama-cli-1.jar"));
    Path tools = tools();
    script(tools.resolve("mvn"), "echo \"WARNING: mvn\" >&2; touch cli/target/app/llama-cli-1.jar");
    Map<String, String> environment =
        Map.of("PATH", tools.toString(), "JAVA_HOME", jdk("jdk", "25").toString());
    Result first = launch(environment, "--version");
    assertThat(first.err())
        .matches(
            """
            llama: the first start builds the program in %s
            llama: this takes a minute or two, .*
            llama: built in \\d+ s
            """
                .formatted(home.toRealPath()));
    assertThat(first.out()).startsWith("JDK jdk\n").endsWith("<--version>\n");
    assertThat(launch(environment, "--version").err()).isEmpty();
  }

  @Test
  void buildsAgainIfASourceIsNewer() throws Exception {
    Path app = home.resolve("cli/target/app");
    Path source = Files.createDirectories(home.resolve("engine/src/main/java")).resolve("A.java");
    FileTime built = Files.getLastModifiedTime(app.resolve("llama-cli-1.jar"));
    for (Path file : List.of(Files.createFile(home.resolve("pom.xml")), Files.createFile(source))) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(built.toMillis() - 10_000));
    }
    Path tools = tools();
    script(tools.resolve("mvn"), "echo \"mvn $*\" >>asked");
    Map<String, String> environment =
        Map.of("PATH", tools + ":/usr/bin:/bin", "JAVA_HOME", jdk("jdk", "25").toString());
    assertThat(launch(environment, "--version").err()).isEmpty();

    Files.setLastModifiedTime(source, FileTime.fromMillis(built.toMillis() + 10));
    assertThat(launch(environment, "--version").err()).as("as in a copy").isEmpty();

    Files.writeString(source, "changed");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 10_000));
    assertThat(launch(environment, "--version").err())
        .matches("llama: sources have changed, building again ...\nllama: built in \\d+ s\n");
    assertThat(home.resolve("asked")).hasContent("mvn -q -B -Dmaven.test.skip=true package");
  }

  @Test
  void showsWhatMavenSaidIfTheBuildFails() throws Exception {
    Files.delete(home.resolve("cli/target/app/llama-cli-1.jar"));
    Path tools = tools();
    script(tools.resolve("mvn"), "echo '[ERROR] A.java:1'; exit 1");
    Result result =
        launch(Map.of("PATH", tools.toString(), "JAVA_HOME", jdk("jdk", "25").toString()));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).endsWith("[ERROR] A.java:1\nllama: the build failed\n");
  }

  @Test
  void runsWhereItMayNotBuildAgain() throws Exception {
    Path app = home.resolve("cli/target/app");
    Path jar = app.resolve("llama-cli-1.jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    Files.createFile(home.resolve("pom.xml"));
    Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(app), "This user may write everywhere");
      Result result = launch(Map.of("JAVA_HOME", jdk("jdk", "25").toString()), "generate");
      assertThat(result.exitCode()).isEqualTo(7);
      assertThat(result.err())
          .isEqualTo(
              "llama: sources have changed, but %s cannot be written to build again\n"
                  .formatted(app.toRealPath()));
      assertThat(result.out()).doesNotContain("AutoCreate");
    } finally {
      Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void keepsAnArchiveOfClassesForEachPlace() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", jdk("jdk", "25").toString());
    String here = archive(launch(environment, "generate").out());
    assertThat(here).startsWith(home.toRealPath() + "/cli/target/app/llama-_").endsWith(".jsa");
    assertThat(launch(environment, "--version").out())
        .as("a JVM that is sent to no archive goes without the JDK's own")
        .doesNotContain("Archive");
    Files.createFile(Path.of(here));
    assertThat(archive(launch(environment, "--version").out())).isEqualTo(here);
    home = Files.move(home, directory.resolve("a-home"));
    String there = archive(launch(environment, "generate").out());
    assertThat(Path.of(there).getFileName()).isNotEqualTo(Path.of(here).getFileName());
    assertThat(launch(environment, "--version").out()).doesNotContain("AutoCreate");

    Path target = home.resolve("cli/target");
    Files.move(target, directory.resolve("elsewhere"));
    Files.createSymbolicLink(target, directory.resolve("elsewhere"));
    assertThat(launch(environment, "generate").out()).doesNotContain("Archive");
  }

  private static String archive(String out) {
    Matcher option = Pattern.compile("<-XX:SharedArchiveFile=(.*)>").matcher(out);
    assertThat(option.find()).as(out).isTrue();
    return option.group(1);
  }

  @Test
  void startsInADirectoryWithAColon() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "Only Linux has another name for it");
    home = Files.move(home, directory.resolve("a:b"));
    Path jdk = jdk("jdk", "25");
    script(jdk.resolve("bin/java"), "while [ \"$1\" != -p ]; do shift; done; echo $2; ls $2/");
    Result result = launch(Map.of("JAVA_HOME", jdk.toString()), "generate");
    assertThat(result.out()).doesNotContain(":").contains("\nllama-cli-1.jar\n");
  }

  @Test
  void readsArgumentsAsUtf8InALocaleThatIsNotInstalled() throws Exception {
    Path jdk = jdk("jdk", "25");
    script(jdk.resolve("bin/java"), "echo $LC_ALL");
    for (String locale : List.of("xx_XX.UTF-8", "C", "")) {
      Result result =
          launch(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", "", "LANG", locale), "tokenize");
      assertThat(result.out()).as(locale).isEqualTo("C.UTF-8\n");
    }
    assertThat(launch(Map.of("JAVA_HOME", jdk.toString())).out()).isEqualTo("C.UTF-8\n");
  }

  @Test
  void opensWhatIsClosed() throws Exception {
    Path jdk = jdk("jdk", "25");
    script(
        jdk.resolve("bin/java"),
        "cat && echo end; { echo no; } 2>/dev/null || echo refused; : 2>&3 && echo said");
    Path launcher = home.resolve("llama");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    assertThat(shell(environment, "'" + launcher + "' <&-")).isEqualTo("end\nno\nsaid\n");
    assertThat(shell(environment, "'" + launcher + "' 2>&- </dev/null"))
        .isEqualTo("end\nno\nsaid\n");
    script(jdk.resolve("bin/java"), "[ -e /dev/fd/0 ] && [ -e /dev/fd/1 ] && echo open >&3");
    assertThat(shell(environment, "'" + launcher + "' <&- >&- 2>'" + directory + "/e'; cat e"))
        .isEqualTo("open\n");
  }

  private String shell(Map<String, String> environment, String line) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", line)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void leavesTheEnvironmentsOptionsAsTheyAre() throws Exception {
    Files.createFile(directory.resolve("-Dx=y"));
    Map<String, String> environment =
        Map.of("JAVA_HOME", jdk("jdk", "25").toString(), "LLAMA_JAVA_OPTS", "-Dx=*  -Dfoo=bar");
    assertThat(launch(environment).out()).contains("<-Dx=*>\n<-Dfoo=bar>\n<-m>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "LLAMA_JAVA_OPTS;-XX:+UseG1GC",
        "JAVA_TOOL_OPTIONS;-XX:+UseParallelGC -Xmx24m",
        "JDK_JAVA_OPTIONS;-XX:+UseZGC",
        "_JAVA_OPTIONS;-Xmx24m",
        "LLAMA_JAVA_OPTS;-XX:MaxHeapSize=24m",
        "JAVA_TOOL_OPTIONS;-XX:AOTMode=off",
        "LLAMA_JAVA_OPTS;-Xshare:off",
        "JDK_JAVA_OPTIONS;\"-Xmx24m\"",
        "JDK_JAVA_OPTIONS;@DIRECTORY/heap.args",
        "JAVA_TOOL_OPTIONS;-XX:VMOptionsFile=DIRECTORY/collector.args",
        "JDK_JAVA_OPTIONS;@DIRECTORY/nested.args"
      })
  void givesWayToOptionsOfTheEnvironment(String variable, String options) throws Exception {
    Files.writeString(directory.resolve("heap.args"), "# little\n-Xmx24m\n");
    Files.writeString(directory.resolve("collector.args"), "-XX:+UseG1GC\n-Xmx24m\n");
    Files.writeString(
        directory.resolve("nested.args"),
        "-XX:VMOptionsFile=" + directory.resolve("collector.args") + "\n");
    Map<String, String> environment = new HashMap<>();
    Path jdk = jdk("jdk", "25");
    // The JVM with the options alone: there is no program to start.
    script(
        jdk.resolve("bin/java"),
        "exec bash -c 'a=(); for x; do case $x in @*|-X*) a+=(\"$x\") ;; esac; done;"
            + " exec \"%s/bin/java\" \"${a[@]}\" --version' java \"$@\""
                .formatted(System.getProperty("java.home")));
    environment.put("JAVA_HOME", jdk.toString());
    environment.put(variable, options.replace("DIRECTORY", directory.toString()));
    Result result = launch(environment, "tokenize");
    assertThat(result.out()).startsWith("openjdk ");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Files.delete(home.resolve("cli/target/app/llama-cli-1.jar"));
    Result result =
        launch(Map.of("PATH", tools().toString(), "JAVA_HOME", jdk("jdk", "25").toString()));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("llama: The program is not built yet, and Maven (mvn)");
  }

  @Test
  void takesOnlyTheNoticeOfIncubatorModulesAway() throws Exception {
    Path jdk = jdk("jdk", "25");
    script(
        jdk.resolve("bin/java"),
        "echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2; echo real >&2;"
            + " echo own >&3");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("llama").toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    // A pipe's end would be closed with the process, before the filter has written.
    Path err = Files.createFile(home.resolve("err.txt"));
    Process process = builder.redirectError(err.toFile()).start();
    assertThat(process.waitFor()).isZero();
    for (int i = 0; i < 6000 && Files.size(err) < "real\nown\n".length(); i++) {
      Thread.sleep(10);
    }
    assertThat(Files.readAllLines(err)).containsExactlyInAnyOrder("real", "own");
  }
}
