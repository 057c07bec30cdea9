package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.manual.ManualPage;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.cli.output.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints or writes manual pages. */
@Command(
    name = "man",
    description = "Prints a manual page in the form that man reads, or writes all of them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  llama man generate | man -l -", "  llama man --output ~/.local/share/man/man1"})
public final class ManCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "COMMAND",
      completionCandidates = Names.class,
      description = "Of which command.")
  private String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write the pages of all commands into this directory.")
  private Path output;

  /** What completes the name of a command. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return LlamaCommand.shownNames().iterator();
    }
  }

  /** Gets the streams to work with. */
  public ManCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine all = LlamaCommand.commandLine(command.commandLine().getFactory());
    if (output != null) {
      Map<String, String> pages = pages(all);
      Files.createDirectories(output);
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(output.resolve(page.getKey() + ".1"), page.getValue());
      }
      streams.info("Wrote %s to %s".formatted(Plural.of(pages.size(), "page"), output));
      return ExitCode.DONE;
    }
    CommandLine chosen = name == null ? all : all.getSubcommands().get(name);
    if (chosen == null) {
      throw new ParameterException(
          command.commandLine(), "There is no command '%s'".formatted(name));
    }
    streams.out().print(ManualPage.of(chosen));
    streams.out().flush();
    return ExitCode.DONE;
  }

  private static Map<String, String> pages(CommandLine all) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(ManualPage.title(all), ManualPage.of(all));
    for (CommandLine one : all.getSubcommands().values()) {
      if (!one.getCommandName().equals("help")) {
        pages.put(ManualPage.title(one), ManualPage.of(one));
      }
    }
    return pages;
  }
}
