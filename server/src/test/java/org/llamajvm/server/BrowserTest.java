package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamajvm.models.SchedulerOptions;

/** The page in a real browser, see src/test/browser. */
class BrowserTest {

  private static final Path SCRIPTS =
      Path.of(System.getProperty("llama.root"), "server/src/test/browser");
  private static final String KEY = "sk-page";
  private static final int CHECKS = 18;

  private static Optional<Path> program(String... names) {
    return Stream.of(names)
        .flatMap(name ->
            Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Test
  @Timeout(120)
  void worksInBrowser() throws Exception {
    Optional<Path> node = program("node");
    Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
    assumeTrue(node.isPresent(), "There is no node on the PATH");
    assumeTrue(chromium.isPresent(), "There is no chromium on the PATH");
    assumeTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules/playwright-core")),
        "playwright-core is missing: npm install --no-package-lock in server/src/test/browser");
    SchedulerOptions oneAtATime = SchedulerOptions.defaults().withMaxRunning(1);
    try (LlamaServer open = Wren.server().scheduling(oneAtATime).start();
        LlamaServer locked = Wren.server().keys(List.of(KEY)).start()) {
      Process process =
          new ProcessBuilder(
                  node.get().toString(),
                  SCRIPTS.resolve("page.js").toString(),
                  chromium.get().toString(),
                  open.url(),
                  locked.url(),
                  KEY)
              .redirectErrorStream(true)
              .start();
      try {
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        String text = new String(output, StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text).isTrue();
        assertThat(text.lines()).as(text).hasSize(CHECKS).allMatch(line -> line.startsWith("ok "));
        assertThat(process.exitValue()).as(text).isZero();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
