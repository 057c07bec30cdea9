package org.llamajvm.models.constraint.gbnf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Reference;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.regex.Alphabet;
import org.llamajvm.models.constraint.regex.CodePoints;

/**
 * Reads a grammar in GBNF: rules {@code name ::= …} of texts, sets of characters, groups,
 * alternatives and repetitions. A text begins with the rule {@code root}. For one grammar, once.
 */
public final class GbnfParser {

  private static final int MOST_NESTED = 250;
  private static final int MOST_REPETITIONS = 2_000;
  private static final String ROOT = "root";

  private final Grammar grammar;
  private final String text;
  private final Map<String, Reference> rules = new LinkedHashMap<>();
  private final Map<String, Integer> firstUse = new LinkedHashMap<>();
  private final Map<String, Node> bodies = new LinkedHashMap<>();
  private int at;
  private int nested;

  private GbnfParser(Grammar grammar, String text) {
    this.grammar = grammar;
    this.text = text;
  }

  /**
   * Reads a grammar.
   *
   * @throws GrammarException if it is malformed, has no rule {@code root}, names a rule that is not
   *     there, or a rule begins with itself
   */
  public static Node parse(Grammar grammar, String text) {
    return new GbnfParser(grammar, text).parse();
  }

  private Node parse() {
    skip(true);
    while (at < text.length()) {
      rule();
      skip(true);
    }
    if (!bodies.containsKey(ROOT)) {
      throw new GrammarException("grammar: there is no rule 'root'");
    }
    for (Map.Entry<String, Reference> rule : rules.entrySet()) {
      Node body = bodies.get(rule.getKey());
      if (body == null) {
        at = firstUse.get(rule.getKey());
        throw fault("the rule '%s' is not defined".formatted(rule.getKey()));
      }
      rule.getValue().define(body);
    }
    new LeftRecursion(bodies, rules, grammar.limits()).check();
    return rules.get(ROOT);
  }

  private GrammarException fault(String what) {
    int end = Math.min(at, text.length());
    long line = text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
    int column = end - text.lastIndexOf('\n', Math.max(0, end - 1));
    return new GrammarException(
        "grammar, line %d, column %d: %s".formatted(line, Math.max(1, column), what));
  }

  private void rule() {
    String name = name();
    skip(false);
    if (!accept("::=")) {
      throw fault("expected '::=' after the name '%s'".formatted(name));
    }
    skip(true);
    Node body = alternatives(false);
    reference(name);
    if (bodies.put(name, body) != null) {
      throw fault("the rule '%s' is there twice".formatted(name));
    }
    if (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      throw fault("expected the end of the line");
    }
  }

  private Reference reference(String name) {
    firstUse.putIfAbsent(name, at);
    return rules.computeIfAbsent(name, grammar::reference);
  }

  private static boolean isNameCharacter(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  private String name() {
    int from = at;
    while (at < text.length() && isNameCharacter(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw fault("expected the name of a rule");
    }
    return text.substring(from, at);
  }

  private boolean accept(String sign) {
    if (text.startsWith(sign, at)) {
      at += sign.length();
      return true;
    }
    return false;
  }

  /** Skips spaces and comments, and line breaks if they end nothing here. */
  private void skip(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
        at++;
      } else {
        return;
      }
    }
  }

  private Node alternatives(boolean inside) {
    if (++nested > MOST_NESTED) {
      throw fault("groups are nested more than %d deep".formatted(MOST_NESTED));
    }
    List<Node> options = new ArrayList<>();
    options.add(sequence(inside));
    while (accept("|")) {
      skip(true);
      options.add(sequence(inside));
    }
    nested--;
    return grammar.choice(options);
  }

  private Node sequence(boolean inside) {
    List<Node> parts = new ArrayList<>();
    while (at < text.length() && "|)\n\r".indexOf(text.charAt(at)) < 0) {
      parts.add(repeated(part()));
      skip(inside);
    }
    return grammar.sequence(parts);
  }

  private Node part() {
    grammar.limits().checkTime();
    char c = text.charAt(at);
    if (c == '"') {
      return literal();
    }
    if (c == '[') {
      return set();
    }
    if (c == '.') {
      at++;
      return Alphabet.PLAIN.write(grammar.regexes(), CodePoints.range(0, CodePoints.LAST));
    }
    if (accept("(")) {
      skip(true);
      Node group = alternatives(true);
      if (!accept(")")) {
        throw fault("'(' without ')'");
      }
      return group;
    }
    if (c == '<' || c == '!') {
      throw fault("tokens as parts of a grammar are not supported");
    }
    if (isNameCharacter(c)) {
      return reference(name());
    }
    throw fault("unexpected '%c'".formatted(c));
  }

  private Node literal() {
    at++;
    StringBuilder content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      content.appendCodePoint(character());
    }
    if (!accept("\"")) {
      throw fault("a text has no end");
    }
    return grammar.regexes().literal(content.toString());
  }

  private Node set() {
    at++;
    boolean negative = accept("^");
    List<CodePoints> parts = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != ']') {
      int from = character();
      int to = from;
      if (text.startsWith("-", at) && !text.startsWith("-]", at)) {
        at++;
        to = character();
      }
      if (to < from) {
        throw fault("a range ends before it begins");
      }
      parts.add(CodePoints.range(from, to));
    }
    if (!accept("]")) {
      throw fault("'[' without ']'");
    }
    CodePoints set = CodePoints.union(parts);
    return Alphabet.PLAIN.write(grammar.regexes(), negative ? set.complement() : set);
  }

  private int character() {
    if (at >= text.length()) {
      throw fault("the grammar ends too early");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    if (c != '\\') {
      return c;
    }
    if (at >= text.length()) {
      throw fault("nothing after '\\'");
    }
    char escape = text.charAt(at++);
    return switch (escape) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      case 'U' -> hex(8);
      case '\\', '"', '[', ']', '-', '^', '/' -> escape;
      default -> throw fault("the escape '\\%c' is not known".formatted(escape));
    };
  }

  private int hex(int digits) {
    String part = text.substring(at, Math.min(text.length(), at + digits));
    if (part.length() < digits || !part.matches("[0-9a-fA-F]+")) {
      throw fault("expected %d hexadecimal digits".formatted(digits));
    }
    at += digits;
    long value = Long.parseLong(part, 16);
    if (value > CodePoints.LAST) {
      throw fault("there is no such character");
    }
    return (int) value;
  }

  private Node repeated(Node part) {
    Node result = part;
    boolean done = false;
    while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
      if (done) {
        throw fault("a repetition cannot be repeated");
      }
      done = true;
      char sign = text.charAt(at++);
      result =
          switch (sign) {
            case '*' -> grammar.repeat(part, 0, Regexes.UNBOUNDED);
            case '+' -> grammar.repeat(part, 1, Regexes.UNBOUNDED);
            case '?' -> grammar.optional(part);
            default -> counted(part);
          };
    }
    return result;
  }

  private Node counted(Node part) {
    grammar.limits().checkTime(8);
    int end = text.indexOf('}', at);
    String inside = end < 0 ? "" : text.substring(at, end).replace(" ", "");
    if (!inside.matches("[0-9]+(,[0-9]*)?")) {
      throw fault("expected {n}, {n,} or {n,m}");
    }
    int comma = inside.indexOf(',');
    int min = times(comma < 0 ? inside : inside.substring(0, comma));
    int max =
        comma < 0
            ? min
            : comma == inside.length() - 1 ? Regexes.UNBOUNDED : times(inside.substring(comma + 1));
    if (max < min) {
      throw fault("the repetition {%s} ends before it begins".formatted(inside));
    }
    at = end + 1;
    return grammar.repeat(part, min, max);
  }

  private int times(String digits) {
    String number = digits.replaceFirst("^0+(?=.)", "");
    if (number.length() > 9 || Integer.parseInt(number) > MOST_REPETITIONS) {
      String shown = number.length() > 20 ? number.substring(0, 20) + "…" : number;
      throw fault(
          "a repetition of %s times; at most %d are possible, or any number: {n,}"
              .formatted(shown, MOST_REPETITIONS));
    }
    return Integer.parseInt(number);
  }
}
