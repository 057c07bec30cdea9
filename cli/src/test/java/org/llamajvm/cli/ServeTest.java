package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command serve as a process of its own. */
class ServeTest {

  private static final Pattern LISTENING = Pattern.compile("Listening at (http\\S+)");
  private static final Path WREN = Path.of(System.getProperty("llama.root"), "models/wren-3m-4bit");

  private static String url(BufferedReader messages) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = messages.readLine(); line != null; line = messages.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return listening.group(1);
      }
    }
    throw new IOException("does not listen:\n" + said);
  }

  private static HttpURLConnection post(String url, String body) throws IOException {
    URL completions = URI.create(url + "/v1/completions").toURL();
    HttpURLConnection connection = (HttpURLConnection) completions.openConnection();
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Authorization", "Bearer sk-file");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    return connection;
  }

  @Test
  void answersUntilItIsAskedToEnd(@TempDir Path directory) throws Exception {
    assumeTrue(File.separatorChar == '/', "Signals are sent by kill");
    Path keys = Files.writeString(directory.resolve("keys"), "# ours\n\nsk-file\n");
    Process process =
        ProcessTest.llama(
                "serve",
                "-m",
                WREN.toString(),
                "--port",
                "0",
                "--api-key-file",
                keys.toString(),
                "--log-json")
            .start();
    try (BufferedReader messages = process.errorReader(StandardCharsets.UTF_8)) {
      String url = url(messages);
      HttpURLConnection reply = post(url, "{\"prompt\": \"The sea\", \"max_tokens\": 3}");
      assertThat(ProcessTest.text(reply.getInputStream())).contains("\"completion_tokens\":3");
      InputStream stream =
          post(
                  url,
                  "{\"prompt\": \"The\", \"max_tokens\": 200, \"ignore_eos\": true, \"stream\": true}")
              .getInputStream();
      assertThat(stream.read()).isEqualTo('d');
      new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).start().waitFor();
      assertThat(ProcessTest.text(stream)).endsWith("data: [DONE]\n\n");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
      assertThat(ProcessTest.text(process.getInputStream()).lines())
          .hasSize(2)
          .allMatch(line -> line.startsWith("{\"time\":") && line.contains("\"status\":200"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsAtOnceWhenItIsAskedTwice() throws Exception {
    assumeTrue(File.separatorChar == '/', "Signals are sent by kill");
    Process process =
        ProcessTest.llama("serve", "-m", WREN.toString(), "--port", "0", "--parallel", "1").start();
    try (BufferedReader messages = process.errorReader(StandardCharsets.UTF_8)) {
      String url = url(messages);
      String waits = "{\"prompt\": \"The\", \"max_tokens\": 1000, \"ignore_eos\": true, \"n\": 8}";
      HttpURLConnection reply = post(url, waits);
      CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> status(reply));
      awaitBusy(url);
      String pid = String.valueOf(process.pid());
      new ProcessBuilder("kill", "-TERM", pid).start().waitFor();
      for (String line = "";
          line != null && !line.contains("Ending");
          line = messages.readLine()) {}
      new ProcessBuilder("kill", "-TERM", pid).start().waitFor();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("before 30 s of draining").isTrue();
      assertThat(process.exitValue()).isNotEqualTo(ExitCode.DONE);
      assertThat(status.get()).as("no answer that looks whole").isNotEqualTo(200);
    } finally {
      process.destroyForcibly();
    }
  }

  private static int status(HttpURLConnection reply) {
    try {
      return reply.getResponseCode();
    } catch (IOException _) {
      return -1;
    }
  }

  private static void awaitBusy(String url) throws Exception {
    URL slots = URI.create(url + "/slots?fail_on_no_slot=1").toURL();
    while (((HttpURLConnection) slots.openConnection()).getResponseCode() == 200) {
      Thread.sleep(5);
    }
  }

  @Test
  void refusesToListenForEverybodyWithoutAKey() {
    Cli.Result result = Cli.run("serve", "-m", WREN.toString(), "--host", "0.0.0.0", "--port", "0");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("Anybody who reaches 0.0.0.0 could use this server", "--insecure");
  }

  @Test
  void saysWhatIsWrongWithItsOptions(@TempDir Path directory) throws Exception {
    String model = WREN.toString();
    Path empty = Files.writeString(directory.resolve("empty"), "# none\n");
    assertThat(Cli.run("serve", "-m", model, "--port", "70000").err())
        .contains("The port must be from 0 to 65535, not 70000");
    assertThat(Cli.run("serve", "-m", model, "--api-key-file", empty.toString()).err())
        .contains("There is no key in " + empty);
    assertThat(Cli.run("serve", "-m", model, "--parallel", "0").err())
        .contains("At least 1 request must run, not 0");
    assertThat(Cli.run("serve", "-m", model, "--tls-cert", "x").err())
        .contains("--tls-cert and --tls-key go together");
    assertThat(
            Cli.run("serve", "-m", model, "--tls-keystore", empty.toString(), "--port", "0").err())
        .contains("is no PKCS#12 file");
  }
}
