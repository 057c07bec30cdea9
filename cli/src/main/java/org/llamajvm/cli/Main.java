package org.llamajvm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.llamajvm.cli.command.LlamaCommand;
import org.llamajvm.cli.config.ConfigFile;
import org.llamajvm.cli.config.ConfiguredDefaults;
import org.llamajvm.cli.output.StandardStreams;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.engine.tensor.MappingFault;
import org.llamajvm.hub.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Starts the command line. */
public final class Main {

  private Main() {}

  /**
   * Runs the command and ends the process with its exit code. While the arguments are read, another
   * thread compiles kernels or loads classes.
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // all is English, and read by programs
    LlamaCommand.preparation(args)
        .ifPresent(task -> Thread.ofPlatform().daemon().name("llama-prepare").start(task));
    Streams streams = StandardStreams.open();
    int exitCode = run(streams, args);
    streams.err().flush();
    System.exit(exitCode);
  }

  /**
   * Runs the command.
   *
   * @return the exit code, see {@link ExitCode}
   */
  public static int run(Streams streams, String... args) {
    return run(streams, Surroundings.current(), UnaryOperator.identity(), args);
  }

  /**
   * Runs a command.
   *
   * @param surroundings of its user
   * @param factories makes the factory of the commands of the usual one
   */
  static int run(
      Streams streams,
      Surroundings surroundings,
      UnaryOperator<IFactory> factories,
      String... args) {
    int exitCode;
    try {
      exitCode = execute(streams, surroundings, factories, args);
    } catch (OutOfMemoryError e) {
      streams.error(
          "Not enough memory for Java's objects (%s); give it more, for example by LLAMA_JAVA_OPTS=-Xmx8g"
              .formatted(e.getMessage()));
      exitCode = ExitCode.BAD_INPUT;
    } catch (InternalError e) {
      if (!MappingFault.isCauseOf(e)) {
        throw e;
      }
      streams.error("A file was cut off while it was read, or its disk fails");
      exitCode = ExitCode.BAD_INPUT;
    }
    return finish(streams, exitCode);
  }

  private static int execute(
      Streams streams,
      Surroundings surroundings,
      UnaryOperator<IFactory> factories,
      String... args) {
    ErrorHandler errors = new ErrorHandler(streams);
    CommandLine line;
    try {
      ConfigFile config = ConfigFile.of(surroundings);
      config.checkTables(LlamaCommand.names());
      IFactory factory =
          factories.apply(new CommandFactory(streams, surroundings, config.aliases()));
      line =
          LlamaCommand.commandLine(factory, args)
              .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
              .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
              .setCaseInsensitiveEnumValuesAllowed(true)
              .setUsageHelpAutoWidth(false)
              .setUsageHelpLongOptionsMaxWidth(30)
              .setParameterExceptionHandler(errors)
              .setExecutionExceptionHandler(errors);
      ConfiguredDefaults.apply(config, line, LlamaCommand.commands(factory), args);
    } catch (IOException e) {
      return errors.handle(e);
    }
    return line.execute(args);
  }

  /** Results that could not be written are lost, whatever else went well. */
  private static int finish(Streams streams, int exitCode) {
    streams.out().flush();
    Optional<IOException> failure = streams.out().failure();
    if (failure.isEmpty()) {
      return exitCode;
    }
    streams.error("Cannot write to standard output: " + failure.get().getMessage());
    return exitCode == ExitCode.DONE ? ExitCode.BAD_INPUT : exitCode;
  }
}
