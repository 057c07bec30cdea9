package org.llamajvm.cli.chat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.NotTextException;
import org.llamajvm.cli.output.GenerationPrinter;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.ChatSession;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.ModelOutputException;
import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** A conversation: takes turns from the input until it ends, and answers them. */
public final class Chat {

  /** Columns of a window in which wrapping words would leave nothing readable. */
  private static final int NARROWEST = 8;

  private static final String INTERRUPTED = "[interrupted]";

  private final ChatSession session;
  private final Settings settings;
  private final Console console;
  private final Input input;
  private final Commands commands;
  private boolean outputClosed;
  private boolean failed;
  private boolean isSingle; // the answer

  /**
   * Prepares a conversation.
   *
   * @param session borrowed
   * @param input borrowed
   * @param file where the conversation is saved at the end, and which is locked; null if nowhere
   */
  public Chat(
      ChatSession session,
      Settings settings,
      Console console,
      Input input,
      ModelFacts facts,
      Path file) {
    this.session = session;
    this.settings = settings;
    this.console = console;
    this.input = input;
    this.commands = new Commands(session, settings, console, facts, file);
  }

  /**
   * Goes on with a saved conversation.
   *
   * @param kept settings that stay as they are, whatever the file says
   * @throws IOException if the file cannot be read or is no undamaged conversation
   */
  public void load(Path file, Set<String> kept) throws IOException {
    commands.load(file, kept);
  }

  /**
   * Converses until the input ends.
   *
   * @return the exit code
   * @throws IOException if the input cannot be read
   */
  public int run() throws IOException {
    boolean goOn = true;
    while (goOn && !outputClosed && !input.isInterrupted()) {
      try {
        Optional<String> typed = input.read();
        goOn = typed.isPresent() && turn(typed.get());
      } catch (NotTextException e) {
        problem(e.getMessage());
      }
    }
    if (input.isInterrupted()) {
      return ExitCode.INTERRUPTED;
    }
    return failed && !console.isTerminal() ? ExitCode.BAD_INPUT : ExitCode.DONE;
  }

  /**
   * Answers one question, in which nothing is a command.
   *
   * @return the exit code
   */
  public int answerOnce(String question) {
    isSingle = true;
    attempt(() -> {
      ask(question);
      return false;
    });
    if (input.isInterrupted()) {
      return ExitCode.INTERRUPTED;
    }
    return failed ? ExitCode.BAD_INPUT : ExitCode.DONE;
  }

  /** Does what is asked; returns whether the conversation goes on. */
  private boolean turn(String line) {
    return attempt(() -> {
      Typed typed = Typed.parse(line);
      if (typed.word().isEmpty()) {
        if (!typed.text().isEmpty()) {
          ask(typed.text());
        }
        return true;
      }
      switch (typed.word().get()) {
        case EXIT -> {
          return false;
        }
        case REGEN -> regenerate();
        case READ -> ask(commands.read(typed.text()));
        default -> commands.run(typed.word().get(), typed.text());
      }
      return true;
    });
  }

  /** What a turn asks for; returns whether the conversation goes on. */
  private interface Turn {
    boolean run() throws IOException, Typed.UnknownWordException;
  }

  /** Does what is asked, and tells what goes wrong: then the conversation goes on. */
  private boolean attempt(Turn work) {
    try {
      return work.run();
    } catch (NoSuchFileException e) {
      problem("No such file: " + e.getFile());
    } catch (AccessDeniedException e) {
      problem("No permission to read: " + e.getFile());
    } catch (InvalidPathException e) {
      problem("Not the name of a file: " + e.getInput());
    } catch (PromptTooLongException e) {
      problem(e.getMessage() + " by --context");
    } catch (TemplateException e) {
      if (e.kind() == TemplateException.Kind.INTERRUPTED) {
        console.notice(INTERRUPTED);
      } else {
        problem("Chat template: " + e.getMessage());
      }
    } catch (IOException
        | Typed.UnknownWordException
        | ModelOutputException
        | IllegalArgumentException e) {
      problem(e.getMessage());
    }
    return true;
  }

  private void problem(String message) {
    failed = true;
    console.problem(message);
  }

  private void ask(String question) {
    Optional<Generation> answer =
        answer(printer ->
            cancellation ->
                Optional.of(session.ask(question, settings.nextOptions(), printer, cancellation)));
    answer.ifPresent(this::report);
  }

  private void regenerate() {
    Optional<Generation> answer =
        answer(printer ->
            cancellation -> session.regenerate(settings.nextOptions(), printer, cancellation));
    answer.ifPresentOrElse(
        this::report, () -> problem("There is no question yet to be answered anew"));
  }

  private Optional<Generation> answer(
      Function<GenerationListener, Function<Cancellation, Optional<Generation>>> task) {
    int forgotten = session.forgottenTurns();
    return input.cancellable(cancellation -> {
      try (GenerationPrinter printer =
          new GenerationPrinter(console.streams(), cancellation::cancel, true)) {
        Thoughts shown = new Thoughts(wrapped(printer), console, settings.hidesThinking());
        Optional<Generation> answer = task.apply(shown).apply(cancellation);
        shown.end();
        if (answer.isPresent()) {
          console.endAnswer();
        }
        outputClosed = printer.isOutputClosed();
        noticeForgotten(session.forgottenTurns() - forgotten);
        return answer;
      }
    });
  }

  private GenerationListener wrapped(GenerationListener printer) {
    boolean wraps = settings.wordWrap() && input.columns() > NARROWEST;
    return wraps ? new WordWrap(printer, input.columns()) : printer;
  }

  private void noticeForgotten(int turns) {
    if (turns > 0) {
      console.notice(
          "[The context is full: the oldest %s forgotten]"
              .formatted(turns == 1 ? "turn was" : turns + " turns were"));
    }
  }

  private void report(Generation answer) {
    commands.answered(answer);
    if (answer.finishReason() == FinishReason.CANCELLED && !outputClosed) {
      console.notice(INTERRUPTED);
    } else if (answer.finishReason() == FinishReason.CONTEXT) {
      console.notice("[The context is full: the answer is cut; --context N allows more]");
    } else if (answer.finishReason() == FinishReason.LENGTH) {
      console.notice(
          "[The answer is cut after %s; %s N allows more]"
              .formatted(
                  Plural.of(answer.usage().completionTokens(), "token"),
                  isSingle ? "--max-tokens" : "/set max_tokens"));
    }
    if (settings.timing()) {
      console.notice(commands.statistics(answer));
    }
  }
}
