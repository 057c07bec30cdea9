package org.llamajvm.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.cli.output.ResultStream;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.hub.Surroundings;

/** Runs the command line in this JVM, with streams that are caught. */
final class Cli {

  /** The model that the tests bring along. */
  static final Path TINY = resource("tiny");

  /** A user without a home, for whom nothing is set. */
  private static final Surroundings NOWHERE =
      new Surroundings(Map.of(), Optional.empty(), Surroundings.Kind.UNIX);

  private Cli() {}

  /** What a run left behind. */
  record Result(int exitCode, String out, String err) {}

  static Path resource(String name) {
    return Path.of(System.getProperty("llama.root"), "cli/src/test/resources", name);
  }

  static Result run(String... args) {
    return runWithInput("", args);
  }

  static Result runWithInput(String input, String... args) {
    return runWithInput(input.getBytes(StandardCharsets.UTF_8), args);
  }

  static Result runWithInput(byte[] input, String... args) {
    return run(NOWHERE, input, args);
  }

  /** Runs the command for a user with other surroundings. */
  static Result run(Surroundings surroundings, byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input),
            new ResultStream(out, () -> false),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false);
    int exitCode =
        Main.run(streams, surroundings, others -> new KnownMachine(streams, others), args);
    return new Result(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A copy of the tiny model that a test may damage. */
  static Path copyOfTiny(Path into) throws IOException {
    Path copy = Files.createDirectory(into.resolve("model"));
    try (Stream<Path> files = Files.list(TINY)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }
}
