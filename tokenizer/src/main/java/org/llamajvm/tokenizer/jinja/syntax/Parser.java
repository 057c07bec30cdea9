package org.llamajvm.tokenizer.jinja.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Statements of a template. */
public final class Parser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * The syntax tree of a template.
   *
   * @throws TemplateException if the source is not a template, nests too deep, or uses a statement
   *     that chat templates have no use for ({@code include}, {@code extends}, {@code block}, …)
   */
  public static List<Stmt> parse(String source) {
    Parser parser = new Parser(new TokenStream(Lexer.tokenize(source)));
    return parser.body(Set.of(), "the template");
  }

  /** Statements up to one of the end words, which is left as the current token. */
  private List<Stmt> body(Set<String> ends, String what) {
    tokens.enter();
    int start = tokens.current().line();
    List<Stmt> body = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.type()) {
        case DATA -> body.add(new Stmt.Text(token.text(), token.line()));
        case OUTPUT_BEGIN -> {
          body.add(new Stmt.Output(expressions.operands().tuple(false, true), token.line()));
          tokens.expect(Token.Type.OUTPUT_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          if (tokens.at(Token.Type.NAME) && ends.contains(tokens.current().text())) {
            tokens.leave();
            return List.copyOf(body);
          }
          body.add(statement());
          tokens.expect(Token.Type.BLOCK_END, "'%}'");
        }
        case END -> {
          if (!ends.isEmpty()) {
            throw TemplateException.syntax(
                start, "unexpected end of template: " + what + " is not closed");
          }
          tokens.leave();
          return List.copyOf(body);
        }
        default -> throw TemplateException.syntax(token.line(), "unexpected " + token.describe());
      }
    }
  }

  /** Closes the opening tag, reads to the end word, and takes that word. */
  private List<Stmt> block(String what) {
    tokens.expect(Token.Type.BLOCK_END, "'%}'");
    String end = "end" + what;
    List<Stmt> body = body(Set.of(end), what);
    tokens.next();
    return body;
  }

  private Stmt statement() {
    Token token = tokens.expect(Token.Type.NAME, "a statement");
    int line = token.line();
    return switch (token.text()) {
      case "if" -> ifStatement(line);
      case "for" -> forStatement(line);
      case "set" -> set(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" -> new Stmt.FilterBlock(filters(), outsideLoop("filter"), line);
      case "with" -> with(line);
      case "generation" -> new Stmt.Scoped(outsideLoop("generation"), line);
      case "break" -> {
        requireLoop(token);
        yield new Stmt.Break(line);
      }
      case "continue" -> {
        requireLoop(token);
        yield new Stmt.Continue(line);
      }
      default -> throw TemplateException.syntax(line, "unknown statement '" + token.text() + "'");
    };
  }

  private void requireLoop(Token token) {
    if (loops == 0) {
      throw TemplateException.syntax(token.line(), "'" + token.text() + "' outside loop");
    }
  }

  private Stmt ifStatement(int line) {
    List<Stmt.Branch> branches = new ArrayList<>();
    List<Stmt> otherwise = List.of();
    Set<String> ends = Set.of("elif", "else", "endif");
    String word;
    do {
      Expr test = expressions.operands().tuple(false, false);
      tokens.expect(Token.Type.BLOCK_END, "'%}'");
      branches.add(new Stmt.Branch(test, body(ends, "if")));
      word = tokens.next().text();
    } while (word.equals("elif"));
    if (word.equals("else")) {
      otherwise = block("if");
    }
    return new Stmt.If(List.copyOf(branches), otherwise, line);
  }

  private Stmt forStatement(int line) {
    Target target = target(false);
    if (!tokens.skipName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expr iterable = expressions.operands().tuple(false, false);
    Optional<Expr> filter =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    if (tokens.atName("recursive")) {
      throw tokens.fail("recursive loops are not supported");
    }
    tokens.expect(Token.Type.BLOCK_END, "'%}'");
    loops++;
    List<Stmt> body = body(Set.of("else", "endfor"), "for");
    loops--;
    List<Stmt> otherwise = tokens.next().isName("else") ? block("for") : List.of();
    return new Stmt.For(target, iterable, filter, body, otherwise, line);
  }

  private Stmt set(int line) {
    Target target = target(true);
    if (tokens.skipSymbol("=")) {
      return new Stmt.Assign(target, expressions.operands().tuple(false, true), line);
    }
    Optional<Expr> filter = tokens.skipSymbol("|") ? Optional.of(filters()) : Optional.empty();
    return new Stmt.AssignBlock(target, filter, outsideLoop("set"), line);
  }

  private Expr filters() {
    Expr filter = expressions.operands().filter(Optional.empty());
    while (tokens.skipSymbol("|")) {
      filter = expressions.operands().filter(Optional.of(filter));
    }
    return filter;
  }

  private Stmt macro(int line) {
    String name = tokens.expectName();
    List<Stmt.Parameter> parameters = parameters();
    int start = tokens.position();
    List<Stmt> body = outsideLoop("macro");
    return new Stmt.Macro(name, signature(parameters, start), body, line);
  }

  private Stmt callBlock(int line) {
    List<Stmt.Parameter> parameters = tokens.atSymbol("(") ? parameters() : List.of();
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw TemplateException.syntax(line, "expected call");
    }
    int start = tokens.position();
    List<Stmt> body = outsideLoop("call");
    return new Stmt.CallBlock(signature(parameters, start), call, body, line);
  }

  private Stmt.Signature signature(List<Stmt.Parameter> parameters, int bodyStart) {
    Set<String> implicit = new HashSet<>(Set.of("caller", "varargs", "kwargs"));
    implicit.retainAll(tokens.namesSince(bodyStart));
    return new Stmt.Signature(parameters, Set.copyOf(implicit));
  }

  /** A body that a loop around it cannot be left from: it is rendered on its own. */
  private List<Stmt> outsideLoop(String what) {
    int outer = loops;
    loops = 0;
    List<Stmt> body = block(what);
    loops = outer;
    return body;
  }

  private Stmt with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.at(Token.Type.BLOCK_END)) {
      if (!targets.isEmpty()) {
        tokens.expectSymbol(",");
      }
      targets.add(target(false));
      tokens.expectSymbol("=");
      values.add(expressions.expression());
    }
    return new Stmt.With(List.copyOf(targets), List.copyOf(values), block("with"), line);
  }

  private List<Stmt.Parameter> parameters() {
    tokens.expectSymbol("(");
    List<Stmt.Parameter> parameters = new ArrayList<>();
    boolean defaults = false;
    while (!tokens.atSymbol(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectSymbol(",");
      }
      String name = assignable(tokens.expectName());
      Optional<Expr> value = Optional.empty();
      if (tokens.skipSymbol("=")) {
        value = Optional.of(expressions.expression());
        defaults = true;
      } else if (defaults) {
        throw tokens.fail("non-default argument follows default argument");
      }
      parameters.add(new Stmt.Parameter(name, value));
    }
    tokens.expectSymbol(")");
    return List.copyOf(parameters);
  }

  private Target target(boolean namespaces) {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    do {
      if (comma && (tokens.atName("in") || tokens.atSymbol(")"))) {
        break;
      }
      targets.add(singleTarget(namespaces));
      comma |= tokens.atSymbol(",");
    } while (tokens.skipSymbol(","));
    return comma ? new Target.Unpack(List.copyOf(targets)) : targets.getFirst();
  }

  private Target singleTarget(boolean namespaces) {
    if (tokens.skipSymbol("(")) {
      tokens.enter();
      Target inner = target(false);
      tokens.leave();
      tokens.expectSymbol(")");
      return inner;
    }
    String name = assignable(tokens.expectName());
    if (namespaces && tokens.skipSymbol(".")) {
      return new Target.NamespaceAttribute(name, tokens.expectName());
    }
    return new Target.Variable(name);
  }

  private String assignable(String name) {
    return switch (name) {
      case "true", "True", "false", "False", "none", "None" ->
          throw tokens.fail("can't assign to '" + name + "'");
      default -> name;
    };
  }
}
