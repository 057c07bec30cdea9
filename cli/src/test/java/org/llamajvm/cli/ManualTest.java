package org.llamajvm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.cli.Cli.Result;

/** Manual pages and completion are made of the commands themselves. */
class ManualTest {

  @TempDir private Path directory;

  @Test
  void everyCommandHasAPageWithItsOptions() throws IOException {
    Result result = Cli.run("man", "--output", directory.toString());
    assertThat(result.exitCode()).isZero();
    try (Stream<Path> pages = Files.list(directory)) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .contains("llama.1", "llama-run.1", "llama-pull.1", "llama-generate.1", "llama-man.1");
    }
    String page = Files.readString(directory.resolve("llama-generate.1"));
    assertThat(page)
        .startsWith(".TH \"LLAMA-GENERATE\" 1")
        .contains(".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH \"EXIT STATUS\"", ".SH EXAMPLES")
        .contains("\\fB\\-n, \\-\\-max\\-tokens, \\-\\-n\\-predict\\fR \\fIN\\fR")
        .doesNotContain("${", "%n", "@|");
    assertThat(page.lines()).noneMatch(line -> line.startsWith("'"));
    assertThat(Cli.run("man", "generate").out()).isEqualTo(page);
    assertThat(Cli.run("man", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void bashCompletesNamesOfModels() throws Exception {
    assumeTrue(File.separatorChar == '/', "There is a bash on Unix");
    Path script =
        Files.writeString(directory.resolve("script"), Cli.run("completion", "bash").out());
    Path llama =
        Files.writeString(directory.resolve("llama"), "#!/bin/sh\necho owner/name\necho other\n");
    assertThat(llama.toFile().setExecutable(true)).isTrue();
    assertThat(complete(script, "llama", "gen")).containsExactly("generate");
    assertThat(complete(script, "llama", "generate", "--max")).containsExactly("--max-tokens");
    assertThat(complete(script, "llama", "generate", "--model", "ow"))
        .containsExactly("owner/name");
    assertThat(complete(script, "llama", "run", "oth")).containsExactly("other");
  }

  private List<String> complete(Path script, String... words) throws Exception {
    String line = String.join(" ", words);
    String quoted = "'" + String.join("' '", words) + "'";
    String program =
        """
        PATH=%s:$PATH
        source %s
        compopt() { :; }
        COMP_WORDS=(%s) COMP_CWORD=%d COMP_LINE='%s' COMP_POINT=%d
        _complete_llama
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(directory, script, quoted, words.length - 1, line, line.length());
    Process bash = new ProcessBuilder("bash", "-c", program).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return out.lines().map(String::strip).toList();
  }

  @Test
  void fishCompletesToo() {
    assertThat(Cli.run("completion", "fish").out())
        .contains(
            "complete -c llama -n __fish_use_subcommand -a run ",
            "-n '__fish_seen_subcommand_from generate' -s n -l max-tokens -l n-predict -r",
            "-s m -l model -r -a '(llama list --names 2>/dev/null)'");
    assertThat(Cli.run("completion", "tcsh").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
