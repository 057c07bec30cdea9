package org.llamajvm.tokenizer.gotemplate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.tokenizer.gotemplate.Node.Operand;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Makes nodes of tokens. */
final class Parser {

  /** The name of the template that is not inside another one. */
  static final String MAIN = "";

  private static final int DEEPEST = 100;

  private final Source source;
  private final TokenQueue tokens;
  private final Set<String> functions;
  private final Map<String, List<Node>> templates = new HashMap<>();
  private final List<String> variables = new ArrayList<>();
  private int depth;
  private int loops;

  private Parser(Source source, Set<String> functions) {
    this.source = source;
    this.functions = functions;
    tokens = new TokenQueue(source, Lexer.read(source));
    variables.add("");
  }

  /**
   * The templates of a source by name.
   *
   * @param functions that there are
   */
  static Map<String, List<Node>> parse(Source source, Set<String> functions) {
    Parser parser = new Parser(source, functions);
    List<Node> main = parser.list();
    Token end = parser.tokens.next();
    if (end.type() != Token.Type.END) {
      throw source.syntax(end.at(), "{{%s}} without a beginning".formatted(parser.keyword()));
    }
    parser.templates.put(MAIN, main);
    return Map.copyOf(parser.templates);
  }

  private String keyword() {
    return tokens.peek().describe();
  }

  /** Nodes up to the end, or to an {@code else} or {@code end}, whose action is not taken. */
  private List<Node> list() {
    if (++depth > DEEPEST) {
      throw source.place(
          TemplateException.limit("nested deeper than %d levels".formatted(DEEPEST)),
          tokens.peek().at());
    }
    List<Node> nodes = new ArrayList<>();
    while (tokens.peek().type() != Token.Type.END && !tokens.isClause("else", "end")) {
      Token token = tokens.next();
      if (token.type() == Token.Type.TEXT) {
        nodes.add(new Node.Text(token.at(), Str.trusted(token.text())));
      } else {
        action(token.at()).ifPresent(nodes::add);
      }
    }
    depth--;
    return List.copyOf(nodes);
  }

  /** Reads an action; the definition of a template leaves nothing in its place. */
  private Optional<Node> action(int at) {
    Token first = tokens.peek();
    String keyword = first.type() == Token.Type.NAME ? first.text() : "";
    return switch (keyword) {
      case "if", "with", "range" -> Optional.of(branch(tokens.next().text(), at));
      case "define" -> define(at);
      case "block" -> Optional.of(block(at));
      case "template" -> Optional.of(call(at));
      case "break", "continue" -> Optional.of(jump(at));
      default -> {
        Node.Pipe pipe = pipe(false);
        tokens.expect(Token.Type.RIGHT, "an action");
        yield Optional.of(new Node.Action(at, pipe));
      }
    };
  }

  private Node call(int at) {
    tokens.next();
    String name = tokens.expect(Token.Type.STRING, "template").text();
    return new Node.Call(at, name, optionalPipe());
  }

  private Node jump(int at) {
    Token word = tokens.next();
    tokens.expect(Token.Type.RIGHT, word.text());
    if (loops == 0) {
      throw source.syntax(at, "{{%s}} outside {{range}}".formatted(word.text()));
    }
    return word.isName("break") ? new Node.Break(at) : new Node.Continue(at);
  }

  private Node branch(String kind, int at) {
    boolean loop = kind.equals("range");
    int scope = variables.size();
    Node.Pipe pipe = pipe(loop);
    tokens.expect(Token.Type.RIGHT, kind);
    loops += loop ? 1 : 0;
    List<Node> body = list();
    loops -= loop ? 1 : 0;
    List<Node> otherwise = List.of();
    Token clause = tokens.clause(kind, at);
    if (clause.isName("else")) {
      otherwise = loop ? plainElse(kind, at) : otherwise(kind, at);
    } else {
      tokens.expect(Token.Type.RIGHT, "end");
    }
    variables.subList(scope, variables.size()).clear();
    return switch (kind) {
      case "if" -> new Node.If(at, pipe, body, otherwise);
      case "with" -> new Node.With(at, pipe, body, otherwise);
      default -> new Node.Range(at, pipe, body, otherwise);
    };
  }

  /** What comes after an {@code else}, which may go on with a branch of the same kind. */
  private List<Node> otherwise(String kind, int at) {
    Token next = tokens.peek();
    if (!next.isName(kind)) {
      return plainElse(kind, at);
    }
    depth++;
    tokens.next();
    List<Node> branch = List.of(branch(kind, next.at()));
    depth--;
    return branch;
  }

  private List<Node> plainElse(String kind, int at) {
    tokens.expect(Token.Type.RIGHT, "else");
    List<Node> nodes = list();
    Token end = tokens.clause(kind, at);
    if (!end.isName("end")) {
      throw source.syntax(end.at(), "a second {{else}} of one {{%s}}".formatted(kind));
    }
    tokens.expect(Token.Type.RIGHT, "end");
    return nodes;
  }

  private Optional<Node> define(int at) {
    tokens.next();
    String name = tokens.expect(Token.Type.STRING, "define").text();
    tokens.expect(Token.Type.RIGHT, "define");
    templates.put(name, body("define", at));
    return Optional.empty();
  }

  private Node block(int at) {
    tokens.next();
    String name = tokens.expect(Token.Type.STRING, "block").text();
    Node.Pipe pipe = pipe(false);
    tokens.expect(Token.Type.RIGHT, "block");
    templates.put(name, body("block", at));
    return new Node.Call(at, name, Optional.of(pipe));
  }

  /** The nodes of a template of its own, which knows no variable from outside. */
  private List<Node> body(String kind, int at) {
    List<String> outside = new ArrayList<>(variables);
    int outerLoops = loops;
    variables.subList(1, variables.size()).clear();
    loops = 0;
    List<Node> nodes = list();
    Token end = tokens.clause(kind, at);
    if (!end.isName("end")) {
      throw source.syntax(end.at(), "{{else}} in {{%s}}".formatted(kind));
    }
    tokens.expect(Token.Type.RIGHT, "end");
    variables.clear();
    variables.addAll(outside);
    loops = outerLoops;
    return nodes;
  }

  private Optional<Node.Pipe> optionalPipe() {
    Optional<Node.Pipe> pipe =
        tokens.peek().type() == Token.Type.RIGHT ? Optional.empty() : Optional.of(pipe(false));
    tokens.expect(Token.Type.RIGHT, "template");
    return pipe;
  }

  private Node.Pipe pipe(boolean loop) {
    int at = tokens.peek().at();
    List<String> targets = new ArrayList<>();
    boolean declares = false;
    if (tokens.setsVariable(loop)) {
      do {
        targets.add(tokens.next().text());
      } while (tokens.take(Token.Type.COMMA));
      declares = tokens.next().type() == Token.Type.DECLARE;
    }
    List<Node.Command> commands = new ArrayList<>();
    do {
      commands.add(command(commands.isEmpty()));
    } while (tokens.take(Token.Type.PIPE));
    for (String name : targets) {
      if (declares) {
        variables.add(name);
      } else {
        known(name, at);
      }
    }
    return new Node.Pipe(at, List.copyOf(targets), declares, List.copyOf(commands));
  }

  private void known(String name, int at) {
    if (!variables.contains(name)) {
      throw source.syntax(at, "there is no variable $" + name);
    }
  }

  private Node.Command command(boolean first) {
    int at = tokens.peek().at();
    List<Operand> operands = new ArrayList<>();
    while (true) {
      switch (tokens.peek().type()) {
        case RIGHT, CLOSE, PIPE -> {
          if (operands.isEmpty()) {
            throw source.syntax(tokens.peek().at(), "a value is missing");
          }
          if (!first && !takesValue(operands.getFirst())) {
            throw source.syntax(at, "what comes after | must be a function");
          }
          return new Node.Command(at, List.copyOf(operands));
        }
        default -> operands.add(operand());
      }
    }
  }

  private static boolean takesValue(Operand operand) {
    return switch (operand) {
      case Operand.Dot _, Operand.Nil _, Operand.Constant _ -> false;
      default -> true;
    };
  }

  private Operand operand() {
    Token token = tokens.next();
    Operand operand = term(token);
    List<String> names = new ArrayList<>();
    if (token.type() == Token.Type.FIELD) {
      names.add(token.text());
    }
    while (tokens.peek().type() == Token.Type.FIELD && !tokens.peek().spaced()) {
      names.add(tokens.next().text());
    }
    return names.isEmpty() ? operand : new Operand.Fields(token.at(), operand, List.copyOf(names));
  }

  private Operand term(Token token) {
    int at = token.at();
    return switch (token.type()) {
      case DOT, FIELD -> new Operand.Dot(at);
      case STRING -> new Operand.Constant(at, Str.trusted(token.text()));
      case NUMBER -> new Operand.Constant(at, GoNumbers.parse(source, token));
      case VARIABLE -> {
        known(token.text(), at);
        yield new Operand.Variable(at, token.text());
      }
      case OPEN -> {
        if (++depth > DEEPEST) {
          throw source.place(TemplateException.limit("too many parentheses"), at);
        }
        Node.Pipe pipe = pipe(false);
        tokens.expect(Token.Type.CLOSE, "parentheses");
        depth--;
        yield new Operand.Nested(at, pipe);
      }
      case NAME -> named(token);
      default -> throw source.syntax(at, "unexpected " + token.describe());
    };
  }

  private Operand named(Token token) {
    return switch (token.text()) {
      case "nil" -> new Operand.Nil(token.at());
      case "true" -> new Operand.Constant(token.at(), Value.Bool.TRUE);
      case "false" -> new Operand.Constant(token.at(), Value.Bool.FALSE);
      default -> {
        if (!functions.contains(token.text())) {
          throw source.syntax(
              token.at(), "the function '%s' is not supported".formatted(token.text()));
        }
        yield new Operand.Function(token.at(), token.text());
      }
    };
  }
}
