package org.llamajvm.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mapped file of weights that is cut off is an error in every kernel; the JVM goes on. */
class CutOffMappingTest {

  private static final int STEPS = 3;

  @TempDir private Path directory;

  @Test
  void everyKernelMeetsAnErrorAndTheJvmGoesOn() throws Exception {
    assumeTrue(File.separatorChar == '/', "A mapped file cannot be cut off here");
    String classes = folder(VectorKernels.class) + File.pathSeparator + folder(getClass());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("llama.root"), "cli/src/main/jvm/kernels.options"),
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("error.log"),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classes,
                CutOffMappings.class.getName(),
                directory.resolve("weights").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    List<String> results = output.lines().filter(line -> line.endsWith("met")).toList();
    int cases = CutOffMappings.matrices().size() * STEPS;
    assertThat(results).hasSize(cases).allMatch(line -> line.endsWith(": met"));
  }

  private static Path folder(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
