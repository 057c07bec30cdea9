package org.llamajvm.cli.chat;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.llamajvm.engine.generate.Cancellation;

/** Turns from a person at a terminal, with line editing, history and completion. */
public final class TerminalInput implements Input {

  private static final String PROMPT = ">>> ";
  private static final String CONTINUATION = "... ";

  private final Terminal terminal;
  private final LineReader reader;
  private final Console console;

  /**
   * Takes the terminal of the process.
   *
   * @throws IOException if there is none, or the folder of the history cannot be made
   */
  public TerminalInput(Console console) throws IOException {
    this.console = console;
    terminal =
        TerminalBuilder.builder().name("llama").system(true).dumb(true).nativeSignals(true).build();
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("llama")
            .parser(new TurnParser())
            .completer(new TurnCompleter())
            .variable(LineReader.HISTORY_FILE, StateFolder.history())
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
            .build();
  }

  @Override
  public Optional<String> read() {
    while (true) {
      try {
        return Optional.of(reader.readLine(PROMPT));
      } catch (UserInterruptException e) {
        if (e.getPartialLine().isEmpty()) {
          console.notice("[Ctrl-D or /exit leaves]");
        }
      } catch (EndOfFileException _) {
        return Optional.empty();
      }
    }
  }

  @Override
  public <T> T cancellable(Function<Cancellation, T> task) {
    Cancellation cancellation = new Cancellation();
    Terminal.SignalHandler before =
        terminal.handle(Terminal.Signal.INT, _ -> cancellation.cancel());
    try {
      return task.apply(cancellation);
    } finally {
      terminal.handle(Terminal.Signal.INT, before);
    }
  }

  @Override
  public boolean isInterrupted() {
    return false;
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
