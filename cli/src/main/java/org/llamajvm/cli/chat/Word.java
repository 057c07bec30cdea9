package org.llamajvm.cli.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The commands of a conversation; each has the names that other programs gave it too. */
enum Word {
  HELP("", "show this list", "/help", "/?", "h"),
  EXIT("", "leave (Ctrl-D does too)", "/exit", "/bye", "/quit", "q"),
  CLEAR("", "forget the conversation, keep the system message", "/clear", "/reset", "r"),
  SYSTEM("TEXT", "set the system message; without a text, show it", "/system"),
  REGEN("", "answer the last question anew", "/regen", "/retry"),
  UNDO("", "take the last question and its answer back", "/undo"),
  SET("NAME VALUE", "change a setting, or show it if there is no value", "/set"),
  SHOW("[WHAT]", "show settings, model, template or memory", "/show"),
  READ("FILE", "ask what a file says", "/read"),
  SAVE("FILE", "save the conversation", "/save"),
  LOAD("FILE", "go on with a saved conversation", "/load"),
  STATS("", "show tokens, times and context of the last answer", "/stats"),
  HISTORY("", "show the messages so far", "/history");

  private final String parameter;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  Word(String parameter, String help, String... names) {
    this.parameter = parameter;
    this.help = help;
    this.names = List.of(names);
  }

  /** The command of a name. */
  static Optional<Word> of(String name) {
    return Arrays.stream(values()).filter(word -> word.names.contains(name)).findFirst();
  }

  /** Its own name and the others. */
  List<String> names() {
    return names;
  }

  /** Whether a file is expected after it. */
  boolean takesFile() {
    return this == READ || this == SAVE || this == LOAD;
  }

  /** One line of help. */
  String line() {
    String aliases = String.join(", ", names.subList(1, names.size()));
    return "  %-22s %s%s"
        .formatted(
            names.getFirst() + (parameter.isEmpty() ? "" : " " + parameter),
            help,
            aliases.isEmpty() ? "" : " (" + aliases + ")");
  }
}
