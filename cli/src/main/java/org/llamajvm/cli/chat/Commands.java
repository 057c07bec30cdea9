package org.llamajvm.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamajvm.cli.option.TextSource;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.format.PlainFile;
import org.llamajvm.models.ChatLock;
import org.llamajvm.models.ChatSession;
import org.llamajvm.models.Generation;
import org.llamajvm.tokenizer.chat.Message;

/** The commands of a conversation that make no answer. */
final class Commands {

  private static final String SYSTEM = "system";
  private static final String TEMPLATE = "template";
  private static final String HOME = "~/";

  private final ChatSession session;
  private final Settings settings;
  private final Console console;
  private final ModelFacts facts;
  private final Path locked;
  private Generation last;

  /** Borrows all; {@code locked} is the file that this program may write already, or null. */
  Commands(ChatSession session, Settings settings, Console console, ModelFacts facts, Path locked) {
    this.locked = locked;
    this.session = session;
    this.settings = settings;
    this.console = console;
    this.facts = facts;
  }

  /** Remembers the answer made last. */
  void answered(Generation answer) {
    last = answer;
  }

  /**
   * Runs a command.
   *
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the argument is wrong
   */
  void run(Word word, String argument) throws IOException {
    switch (word) {
      case HELP -> help();
      case CLEAR -> {
        session.clear();
        console.notice("[The conversation is forgotten]");
      }
      case SYSTEM -> system(argument);
      case UNDO -> undo();
      case SET -> set(argument);
      case SHOW -> {
        if (argument.equalsIgnoreCase(TEMPLATE)) {
          console.print(show(argument));
        } else {
          console.printRows(show(argument));
        }
      }
      case SAVE -> save(file(word, argument));
      case LOAD -> load(file(word, argument), Set.of());
      case STATS -> console.print(last == null ? "No answer yet" : statistics(last));
      case HISTORY -> history();
      case EXIT, REGEN, READ -> throw new IllegalStateException("Not for this class: " + word);
    }
  }

  private void help() {
    String words = Arrays.stream(Word.values()).map(Word::line).collect(Collectors.joining("\n"));
    console.printRows(
        """
        %s

        Several lines: put \""" around them, or end each but the last with a backslash.
        Ctrl-C stops an answer, Ctrl-D leaves, the arrows bring back what was typed before.
        Tab completes commands, settings and files.\
        """
            .formatted(words));
  }

  private void system(String text) {
    if (text.isEmpty()) {
      console.print(systemMessage());
    } else {
      session.setSystem(Block.text(text));
      console.notice("[The system message is set]");
    }
  }

  private String systemMessage() {
    return session.messages().stream()
        .filter(message -> message.role().equals(SYSTEM))
        .map(Message::text)
        .findFirst()
        .orElse("No system message");
  }

  private void undo() {
    String question =
        session
            .undo()
            .orElseThrow(() -> new IllegalArgumentException("There is no question to take back"));
    console.notice("[Taken back: " + question.lines().findFirst().orElse("") + "]");
  }

  /**
   * Accepts {@code NAME VALUE}, {@code NAME} to show its value, and as other programs have it
   * {@code parameter NAME VALUE}, {@code system TEXT}, {@code verbose}, {@code quiet}, {@code
   * wordwrap} and {@code nowordwrap}.
   */
  private void set(String argument) {
    String[] words = argument.split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "" -> console.printRows(show("settings"));
      case "parameter" -> set(rest);
      case SYSTEM -> system(rest);
      case "verbose" -> settings.set("timing", "on");
      case "quiet" -> settings.set("timing", "off");
      case "wordwrap" -> settings.set("wordwrap", rest.isEmpty() ? "on" : rest);
      case "nowordwrap" -> settings.set("wordwrap", "off");
      default -> {
        if (rest.isEmpty()) {
          console.print(line(settings.name(words[0]), settings.value(words[0])));
        } else {
          settings.set(words[0], rest);
        }
      }
    }
  }

  private String show(String what) {
    int context = session.contextUse().capacity();
    return switch (what.toLowerCase(Locale.ROOT)) {
      case "settings", "parameters" -> settings();
      case "model", "info" -> facts.model(context);
      case TEMPLATE -> template() + "\n" + session.template().source().stripTrailing();
      case SYSTEM -> systemMessage();
      case "memory" -> facts.memory(context);
      case "" ->
          String.join("\n", facts.model(context), template(), facts.memory(context), settings());
      default ->
          throw new IllegalArgumentException(
              "Cannot show '%s'; there are settings, model, system, template and memory"
                  .formatted(what));
    };
  }

  private String template() {
    return line(TEMPLATE, session.template().name());
  }

  private String settings() {
    return settings.values().entrySet().stream()
        .map(entry -> line(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** A name and what it stands for, in columns. */
  static String line(String name, String value) {
    return "%-17s %s".formatted(name, value).stripTrailing();
  }

  private static Path file(Word word, String argument) {
    if (argument.isEmpty()) {
      throw new IllegalArgumentException("Which file? " + word.names().getFirst() + " FILE");
    }
    return argument.startsWith(HOME)
        ? Path.of(System.getProperty("user.home"), argument.substring(HOME.length()))
        : Path.of(argument);
  }

  /**
   * The text of a file.
   *
   * @throws IOException if it cannot be read, is empty or is not UTF-8
   */
  String read(String name) throws IOException {
    Path file = file(Word.READ, name);
    PlainFile.checkKind(file);
    String text = TextSource.read(file.toString(), null).strip();
    if (text.isEmpty()) {
      throw new IOException("Nothing in the file " + name);
    }
    return text;
  }

  private void save(Path file) throws IOException {
    try (ChatLock _ = isLocked(file) ? null : ChatLock.take(file)) {
      session.save(file, settings.saved());
    }
    console.notice("[Saved to " + file + "]");
  }

  private boolean isLocked(Path file) throws IOException {
    return locked != null
        && (file.toAbsolutePath().normalize().equals(locked.toAbsolutePath().normalize())
            || (Files.exists(file) && Files.exists(locked) && Files.isSameFile(file, locked)));
  }

  /**
   * Goes on with a saved conversation.
   *
   * @param kept settings that stay as they are, whatever the file says
   * @throws IOException if the file cannot be read or is no undamaged conversation
   */
  void load(Path file, Set<String> kept) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("A directory where a saved conversation is expected: " + file);
    }
    ChatSession.Loaded loaded;
    try {
      loaded = session.load(file, saved -> settings.restore(saved, kept));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "The settings in %s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
    String what = "[%s from %s".formatted(Plural.of(session.messages().size(), "message"), file);
    if (!loaded.sameModel()) {
      console.notice(what + "; they were held with another model, so they alone are taken]");
    } else if (!loaded.cacheRestored()) {
      console.notice(what + "; the KV cache does not fit and is computed anew]");
    } else {
      console.notice(what + "]");
    }
  }

  private void history() {
    for (Message message : session.messages()) {
      console.print(message.role() + ": " + message.text());
    }
  }

  /** One line of figures. */
  String statistics(Generation answer) {
    ChatSession.ContextUse context = session.contextUse();
    return String.format(
        Locale.ROOT,
        "[prompt %s, %d of them cached, %.1f tokens/s; answer %s, %.1f tokens/s;"
            + " context %d of %d]",
        Plural.of(answer.usage().promptTokens(), "token"),
        answer.usage().cachedTokens(),
        answer.timings().promptRate(),
        Plural.of(answer.usage().completionTokens(), "token"),
        answer.timings().generationRate(),
        context.used(),
        context.capacity());
  }
}
