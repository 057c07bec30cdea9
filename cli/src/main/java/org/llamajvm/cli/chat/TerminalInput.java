package org.llamajvm.cli.chat;

import java.io.IOError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Buffer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.hub.Surroundings;

/**
 * Turns from a person at a terminal, with line editing, history and completion. What is typed while
 * an answer is made is not shown in its midst, but waits for the prompt.
 */
public final class TerminalInput implements Input {

  private static final String PROMPT = ">>> ";
  private static final char REPLACEMENT = '\uFFFD';
  private static final String CONTINUATION = "... ";
  private static final String DELETE_OR_END = "delete-or-end";

  /**
   * What Ctrl-C does as a key: nothing, because the library makes it a signal as well. Whichever
   * came second would interrupt the next line.
   */
  private static final String SIGNALLED = "signalled";

  /** It warns, with a stack trace, of types of terminals that it does not know and copes with. */
  private final Logger library = Logger.getLogger("org.jline");

  private final Interruptible thread = new Interruptible();
  private final Terminal terminal;
  private final Attributes before;
  private final LineReader reader;
  private final Console console;

  /**
   * Takes the terminal of the process.
   *
   * @throws IOException if there is none
   */
  public TerminalInput(Console console) throws IOException {
    this.console = console;
    library.setLevel(Level.SEVERE);
    terminal =
        TerminalBuilder.builder()
            .name("llama")
            .type(new TerminalType(System.getenv()).name())
            .system(true)
            .dumb(true)
            .nativeSignals(true)
            .graphemeCluster(false) // else it asks the terminal, and drops what is typed meanwhile
            .build();
    before = terminal.getAttributes();
    Attributes unseen = terminal.getAttributes();
    unseen.setLocalFlag(LocalFlag.ECHO, false);
    unseen.setLocalFlag(LocalFlag.ICANON, false);
    terminal.setAttributes(unseen);
    terminal.handle(Signal.INT, _ -> thread.cancelAnswer());
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("llama")
            .parser(new TurnParser())
            .completer(new TurnCompleter())
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
            .build();
    reader.getWidgets().put(DELETE_OR_END, this::deleteOrEnd);
    reader.getWidgets().put(SIGNALLED, () -> true);
    KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.MAIN);
    keys.bind(new Reference(DELETE_OR_END), KeyMap.ctrl('D'));
    keys.bind(new Reference(SIGNALLED), KeyMap.ctrl('C'));
    keepHistory();
  }

  private void keepHistory() {
    Optional<Path> state = Surroundings.current().state();
    if (state.isEmpty()) {
      return;
    }
    Path folder = state.get().resolve("llama-jvm");
    try {
      Files.createDirectories(folder);
      reader.setVariable(LineReader.HISTORY_FILE, folder.resolve("history"));
    } catch (IOException e) {
      console.notice("[What you type is not kept for next time: %s]".formatted(e.getMessage()));
    }
  }

  /** Ctrl-D: leaves where a line would begin, else does what the line editor does. */
  private boolean deleteOrEnd() {
    Buffer buffer = reader.getBuffer();
    boolean atTheEnd = buffer.cursor() == buffer.length();
    if (atTheEnd && (buffer.length() == 0 || buffer.prevChar() == '\n')) {
      throw new EndOfFileException();
    }
    reader.callWidget(LineReader.DELETE_CHAR_OR_LIST);
    return true;
  }

  @Override
  public Optional<String> read() throws IOException {
    return thread.await(this::readTurn);
  }

  private Optional<String> readTurn() {
    while (true) {
      try {
        String typed = reader.readLine(PROMPT);
        if (typed.indexOf(REPLACEMENT) >= 0) {
          console.notice(
              "[Some of this was not in the terminal's encoding and became %c: is it set to UTF-8?]"
                  .formatted(REPLACEMENT));
        }
        return Optional.of(typed);
      } catch (UserInterruptException e) {
        if (thread.isInterrupted()) {
          return Optional.empty();
        }
        if (e.getPartialLine().isEmpty()) {
          console.notice("[Ctrl-D or /exit leaves]");
        }
      } catch (EndOfFileException _) {
        return Optional.empty();
      } catch (IllegalStateException | IOError e) {
        if (isOpen()) {
          throw e;
        }
        return Optional.empty();
      }
    }
  }

  /** Whether the terminal can be used: when the JVM shuts down, the library closes it. */
  private boolean isOpen() {
    try {
      terminal.setAttributes(terminal.getAttributes());
      return true;
    } catch (IllegalStateException | IOError _) {
      return false;
    }
  }

  @Override
  public <T> T cancellable(Function<Cancellation, T> task) {
    return thread.answer(task);
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public boolean isInterrupted() {
    return thread.isInterrupted();
  }

  @Override
  public int columns() {
    return terminal.getType().startsWith(Terminal.TYPE_DUMB) ? 0 : terminal.getSize().getColumns();
  }

  @Override
  public void close() throws IOException {
    if (isOpen()) {
      terminal.setAttributes(before);
    }
    terminal.close();
  }
}
