package org.llamajvm.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.llamajvm.cli.config.ConfiguredDefaults;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.ModelOutputException;
import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.models.UnknownTokenException;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.memory.NotEnoughMemoryException;
import org.llamajvm.tokenizer.UnboundedPatternException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one line; a stack trace only with {@code -v}, and only for our bugs. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final Streams streams;

  ErrorHandler(Streams streams) {
    this.streams = streams;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String where = ConfiguredDefaults.source(e).map(" (file=%s)"::formatted).orElse("");
    error(
        e instanceof MutuallyExclusiveArgsException
            ? withoutPrefix(e.getMessage())
            : e.getMessage() + where);
    if (e instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, command.getErr());
    }
    streams.err().println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    streams.out().flush();
    switch (e) {
      case ParameterException usage -> {
        return handleParseException(usage, new String[0]);
      }
      case IOException io -> {
        return handle(io);
      }
      case UncheckedIOException io -> {
        return handle(io.getCause());
      }
      case DirectoryIteratorException io -> {
        return handle(io.getCause());
      }
      case InvalidPathException path -> error("Not the name of a file: " + path.getInput());
      case PromptTooLongException long_ -> error(long_.getMessage() + byContext(command));
      case NotEnoughMemoryException memory -> error(memory.getMessage() + byContext(command));
      case ModelOutputException output -> error(output.getMessage());
      case UnknownTokenException token -> error(token.getMessage());
      case UnboundedPatternException pattern -> error(pattern.getMessage());
      case ConstraintException form -> {
        error("The text cannot have the form that is asked for: " + form.getMessage());
        return ExitCode.USAGE;
      }
      default -> bug(e, result);
    }
    return ExitCode.BAD_INPUT;
  }

  /** Says what is wrong with a file. */
  int handle(IOException e) {
    switch (e) {
      case NoSuchFileException file -> error(file(file, "No such file"));
      case AccessDeniedException file -> error(file(file, "No permission to read"));
      case NotDirectoryException file -> error(file(file, "Not a directory"));
      case FileSystemException file -> error(file(file, "Cannot read"));
      case CharacterCodingException _ -> error("A file is not UTF-8 text");
      default -> error(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    return ExitCode.BAD_INPUT;
  }

  /** Names the option that a message asks for, if the command has it. */
  private static String byContext(CommandLine command) {
    boolean has = command.getCommandSpec().optionsMap().containsKey("--context");
    return has ? " by --context" : "";
  }

  private static String file(FileSystemException e, String problem) {
    String reason = e.getReason() == null ? "" : " (" + e.getReason() + ")";
    return problem + ": " + e.getFile() + reason;
  }

  private void bug(Exception e, ParseResult result) {
    error("This is a bug in llama-jvm: %s. Please report it with what -v prints.".formatted(e));
    ParseResult innermost = result;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    if (innermost.hasMatchedOption("--verbose")) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        streams.err().println(cause);
        for (StackTraceElement element : cause.getStackTrace()) {
          streams.err().println("    at " + element);
        }
      }
    }
  }

  private void error(String message) {
    streams.error(message);
  }

  private static String withoutPrefix(String message) {
    String prefix = "Error: ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }
}
