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

  /** The script for a shell, and a command of a few models for it to ask. */
  private Path script(String shell) throws IOException {
    Path llama =
        Files.writeString(
            directory.resolve("llama"), "#!/bin/sh\necho owner/name\necho ollama:other:1b\n");
    assertThat(llama.toFile().setExecutable(true)).isTrue();
    return Files.writeString(directory.resolve("script"), Cli.run("completion", shell).out());
  }

  @Test
  void bashCompletesNamesOfModels() throws Exception {
    assumeTrue(File.separatorChar == '/', "There is a bash on Unix");
    Path script = script("bash");
    assertThat(complete(script, "llama", "gen")).containsExactly("generate");
    assertThat(complete(script, "llama", "generate", "--max")).containsExactly("--max-tokens");
    assertThat(complete(script, "llama", "generate", "--model", "ow"))
        .containsExactly("owner/name");
    assertThat(complete(script, "llama", "run", "oll")).containsExactly("ollama:other:1b");
    assertThat(complete(script, "llama", "chat", "--activations", "f")).containsExactly("f32");
    assertThat(complete(script, "llama", "chat", "--kernels", ""))
        .containsExactly("auto", "scalar", "vector");
    assertThat(complete(script, "llama", "convert", "--dtype", "b")).containsExactly("bf16");
    assertThat(complete(script, "llama", "convert", "--outtype", "q4_k")).containsExactly("q4_k_m");
    assertThat(complete(script, "llama", "completion", "z")).containsExactly("zsh");
    assertThat(complete(script, "llama", "help", "r")).containsExactly("run", "rm");
    assertThat(complete(script, "llama", "man", "r")).containsExactly("run", "rm");
    assertThat(complete(script, "llama", "convert", "--layout", "int"))
        .containsExactly("interleaved");
    assertThat(complete(script, "llama", "convert", "--type", "q4_k")).containsExactly("q4_k_m");
  }

  @Test
  void fishCompletesInFish() throws Exception {
    assumeTrue(isThere("fish"), "There is no fish here");
    Path script = script("fish");
    assertThat(fish(script, "llama gen")).containsExactly("generate");
    assertThat(fish(script, "llama generate --max-t")).containsExactly("--max-tokens");
    assertThat(fish(script, "llama generate --model ow")).containsExactly("owner/name");
    assertThat(fish(script, "llama run ollama:o")).containsExactly("ollama:other:1b");
    assertThat(fish(script, "llama chat --kv-type ")).containsExactly("f16", "f32", "q8");
    assertThat(fish(script, "llama convert --layout i")).containsExactly("interleaved");
    assertThat(fish(script, "llama completion z")).containsExactly("zsh");
    assertThat(fish(script, "llama help r")).containsExactly("rm", "run");
    assertThat(fish(script, "llama man r")).containsExactly("rm", "run");
    assertThat(fish(script, "llama ls --na")).containsExactly("--names");
    assertThat(fish(script, "llama rm list --fo")).containsExactly("--force");
    assertThat(fish(script, "llama rm list --na")).isEmpty();
    assertThat(fish(script, "llama --ver")).containsExactly("--version");
    assertThat(fish(script, "llama mask")).isEmpty();
  }

  /** What fish would offer, without the descriptions. */
  private List<String> fish(Path script, String line) throws Exception {
    String program =
        "set PATH %s $PATH; source %s; complete -C '%s'".formatted(directory, script, line);
    return output("fish", "--no-config", "-c", program)
        .lines()
        .map(offer -> offer.replaceFirst("\t.*", ""))
        .toList();
  }

  @Test
  void zshCompletesInATerminal() throws Exception {
    assumeTrue(isThere("zsh"), "There is no zsh here");
    Path script = script("zsh");
    assertThat(zsh(script, "llama gen")).contains("<llama generate >");
    assertThat(zsh(script, "llama generate --max-t")).contains("<llama generate --max-tokens >");
    assertThat(zsh(script, "llama generate --model ow"))
        .contains("<llama generate --model owner/name >");
    assertThat(zsh(script, "llama run ollama:o")).contains("<llama run ollama:other:1b >");
  }

  /** What a zsh shows after the key Tab and one that prints its line, without what steers it. */
  private String zsh(Path script, String line) throws Exception {
    String program =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'PS1=; PATH=%s:$PATH; autoload -Uz compinit && compinit -u -D'
        zpty -w shell 'shown() { print -r -- "<$BUFFER>" }; zle -N shown; bindkey "^T" shown'
        zpty -w shell 'autoload -U +X bashcompinit && bashcompinit; source %s; echo REA''DY'
        while zpty -r shell text; do [[ $text == *READY* ]] && break; done
        zpty -w -n shell '%s'$'\t\\x14'
        zpty -r shell text '*<llama*>*'
        print -rn -- "$text"
        zpty -d shell
        """
            .formatted(directory, script, line);
    return output("zsh", "-f", "-c", program)
        .replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
        .replaceAll("[\\p{Cntrl}]", "");
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return out;
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
    return output("bash", "-c", program).lines().map(String::strip).toList();
  }

  @Test
  void fishCompletesToo() {
    assertThat(Cli.run("completion", "fish").out())
        .contains(
            "complete -c llama -n __fish_use_subcommand -a run ",
            "-n '__llama_command_is generate' -s n -l max-tokens -l n-predict -r",
            "-n '__llama_command_is list ls' -l names",
            "-n '__llama_command_is help' -f -a 'run chat generate ",
            "-n '__llama_command_is man' -f -a 'run chat generate ",
            "-s m -l model -r -a '(llama list --names 2>/dev/null)'")
        .doesNotContain("mask-bench");
    assertThat(Cli.run("completion", "tcsh").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
