package org.llamajvm.cli.manual;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A page of the manual in the macros of man(7), made of picocli's model of a command. */
public final class ManualPage {

  private final CommandLine line;
  private final StringBuilder page = new StringBuilder();

  private ManualPage(CommandLine line) {
    this.line = line;
  }

  /** The name of a command's page, such as {@code llama-generate}. */
  public static String title(CommandLine line) {
    return line.getCommandSpec().qualifiedName("-");
  }

  /** The page of a command. */
  public static String of(CommandLine line) {
    return new ManualPage(line).page();
  }

  private String page() {
    CommandSpec spec = line.getCommandSpec();
    String[] description = spec.usageMessage().description();
    macro("TH", quoted(title(line).toUpperCase(Locale.ROOT)), "1", quoted(""), quoted("llama-jvm"));
    macro("SH", "NAME");
    text("%s \\- %s".formatted(escaped(title(line)), escaped(sentence(description[0]))));
    macro("SH", "SYNOPSIS");
    text("\\fB%s\\fR %s".formatted(escaped(spec.qualifiedName()), escaped(synopsis())));
    macro("SH", "DESCRIPTION");
    for (String paragraph : description) {
      text(escaped(formatted(paragraph)));
      macro("PP");
    }
    arguments(spec);
    subcommands();
    exitCodes(spec);
    examples(spec);
    return page.toString();
  }

  private String synopsis() {
    String text = line.getHelp().synopsis(0).strip();
    String name = line.getCommandSpec().qualifiedName();
    String rest = text.startsWith(name) ? text.substring(name.length()) : text;
    return Ansi.OFF.string(rest).strip().replaceAll("\\s+", " ");
  }

  private void arguments(CommandSpec spec) {
    List<PositionalParamSpec> parameters = spec.positionalParameters();
    if (!parameters.isEmpty()) {
      macro("SH", "ARGUMENTS");
      for (PositionalParamSpec parameter : parameters) {
        if (!parameter.hidden()) {
          macro("TP");
          text("\\fI%s\\fR".formatted(escaped(parameter.paramLabel())));
          text(escaped(described(parameter.description())));
        }
      }
    }
    macro("SH", "OPTIONS");
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        macro("TP");
        String names = String.join(", ", option.names());
        String label =
            option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
        text("\\fB%s\\fR%s".formatted(escaped(names), label));
        text(escaped(described(option.description(), option)));
      }
    }
  }

  private static String described(String[] lines) {
    return formatted(String.join(" ", lines));
  }

  private static String described(String[] lines, OptionSpec option) {
    String value = String.valueOf(option.defaultValueString());
    return described(lines).replace("${DEFAULT-VALUE}", value);
  }

  private void subcommands() {
    Map<String, CommandLine> commands = line.getSubcommands();
    if (commands.isEmpty()) {
      return;
    }
    macro("SH", "COMMANDS");
    for (CommandLine command : commands.values().stream().distinct().toList()) {
      macro("TP");
      text("\\fB%s\\fR".formatted(escaped(command.getCommandName())));
      text(escaped(formatted(command.getCommandSpec().usageMessage().description()[0])));
    }
  }

  private void exitCodes(CommandSpec spec) {
    CommandSpec top = spec.root();
    macro("SH", quoted("EXIT STATUS"));
    top.usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> {
          macro("TP");
          text(escaped(code));
          text(escaped(meaning));
        });
  }

  private void examples(CommandSpec spec) {
    String[] footer = spec.usageMessage().footer();
    if (footer.length > 0) {
      macro("SH", "EXAMPLES");
      macro("nf");
      for (String example : footer) {
        text(escaped(formatted(example.strip())));
      }
      macro("fi");
    }
  }

  private static String sentence(String text) {
    String plain = formatted(text);
    return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
  }

  /** What picocli's format makes of a text without arguments. */
  private static String formatted(String text) {
    return text.replace("%%", "%").replace("%n", " ");
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(' ').append(argument);
    }
    page.append('\n');
  }

  /** A line that is no macro, whatever it begins with. */
  private void text(String text) {
    page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
        .append(text)
        .append('\n');
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
  }
}
