package org.llamajvm.tokenizer.jinja.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Literals, names, and what follows them: attributes, items, calls, filters and tests. */
final class OperandParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  OperandParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expr primary() {
    Token token = tokens.current();
    return switch (token.type()) {
      case NAME -> name(tokens.next().text());
      case STRING -> string();
      case INTEGER -> literal(new BigInteger(tokens.next().text()));
      case FLOAT -> literal(Double.valueOf(tokens.next().text()));
      case SYMBOL -> bracketed(token);
      default -> throw tokens.unexpected("an expression");
    };
  }

  private static Expr name(String name) {
    return switch (name) {
      case "true", "True" -> literal(true);
      case "false", "False" -> literal(false);
      case "none", "None" -> new Expr.Literal(Optional.empty());
      default -> new Expr.Name(name);
    };
  }

  private static Expr literal(Object value) {
    return new Expr.Literal(Optional.of(value));
  }

  private Expr string() {
    StringBuilder text = new StringBuilder();
    while (tokens.at(Token.Type.STRING)) {
      text.append(tokens.next().text());
    }
    return literal(text.toString());
  }

  private Expr bracketed(Token token) {
    return switch (token.text()) {
      case "(" -> {
        tokens.next();
        Expr value = tuple(true, true);
        tokens.expectSymbol(")");
        yield value;
      }
      case "[" -> {
        tokens.next();
        yield new Expr.ListLiteral(listItems());
      }
      case "{" -> {
        tokens.next();
        yield new Expr.DictLiteral(pairs());
      }
      default -> throw tokens.fail("unexpected '" + token.text() + "'");
    };
  }

  /**
   * One expression, or several with commas between them, which are a tuple.
   *
   * @param parenthesised whether nothing at all is the empty tuple
   * @param conditional whether {@code if} is an inline condition
   */
  Expr tuple(boolean parenthesised, boolean conditional) {
    List<Expr> items = new ArrayList<>();
    boolean comma = false;
    while (!atTupleEnd()) {
      items.add(conditional ? expressions.expression() : expressions.disjunction());
      if (!tokens.skipSymbol(",")) {
        break;
      }
      comma = true;
    }
    if (!comma && items.size() == 1) {
      return items.getFirst();
    }
    if (items.isEmpty() && !parenthesised) {
      throw tokens.unexpected("an expression");
    }
    return new Expr.TupleLiteral(List.copyOf(items));
  }

  private boolean atTupleEnd() {
    return tokens.at(Token.Type.BLOCK_END)
        || tokens.at(Token.Type.OUTPUT_END)
        || tokens.atSymbol(")");
  }

  private List<Expr> listItems() {
    List<Expr> items = new ArrayList<>();
    while (!tokens.atSymbol("]")) {
      if (!items.isEmpty()) {
        tokens.expectSymbol(",");
        if (tokens.atSymbol("]")) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    tokens.expectSymbol("]");
    return List.copyOf(items);
  }

  private List<Expr.Pair> pairs() {
    List<Expr.Pair> pairs = new ArrayList<>();
    while (!tokens.atSymbol("}")) {
      if (!pairs.isEmpty()) {
        tokens.expectSymbol(",");
        if (tokens.atSymbol("}")) {
          break;
        }
      }
      Expr key = expressions.expression();
      tokens.expectSymbol(":");
      pairs.add(new Expr.Pair(key, expressions.expression()));
    }
    tokens.expectSymbol("}");
    return List.copyOf(pairs);
  }

  Expr postfix(Expr operand) {
    Expr value = operand;
    while (true) {
      if (tokens.skipSymbol(".")) {
        value = attribute(value);
      } else if (tokens.skipSymbol("[")) {
        value = subscript(value);
      } else if (tokens.atSymbol("(")) {
        value = new Expr.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expr attribute(Expr target) {
    if (tokens.at(Token.Type.INTEGER)) {
      return new Expr.Item(target, literal(new BigInteger(tokens.next().text())));
    }
    return new Expr.Attribute(target, tokens.expectName());
  }

  private Expr subscript(Expr target) {
    if (tokens.atSymbol(":")) {
      return slice(target, Optional.empty());
    }
    Expr key = expressions.expression();
    if (tokens.atSymbol(":")) {
      return slice(target, Optional.of(key));
    }
    List<Expr> keys = new ArrayList<>(List.of(key));
    while (tokens.skipSymbol(",")) {
      keys.add(expressions.expression());
    }
    tokens.expectSymbol("]");
    return new Expr.Item(target, keys.size() == 1 ? key : new Expr.TupleLiteral(List.copyOf(keys)));
  }

  private Expr slice(Expr target, Optional<Expr> start) {
    tokens.expectSymbol(":");
    Optional<Expr> stop = sliceBound();
    Optional<Expr> step = tokens.skipSymbol(":") ? sliceBound() : Optional.empty();
    tokens.expectSymbol("]");
    return new Expr.Slice(target, start, stop, step);
  }

  private Optional<Expr> sliceBound() {
    return tokens.atSymbol(":") || tokens.atSymbol("]")
        ? Optional.empty()
        : Optional.of(expressions.expression());
  }

  Expr filtersAndTests(Expr operand) {
    Expr value = operand;
    while (true) {
      if (tokens.skipSymbol("|")) {
        value = filter(Optional.of(value));
      } else if (tokens.skipName("is")) {
        value = test(value);
      } else if (tokens.atSymbol("(")) {
        value = new Expr.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  /** A filter and its arguments, after the bar. */
  Expr filter(Optional<Expr> input) {
    String name = tokens.expectName();
    return new Expr.Filter(
        input, name, tokens.atSymbol("(") ? arguments() : Expr.CallArguments.NONE);
  }

  private Expr test(Expr input) {
    boolean negated = tokens.skipName("not");
    String name = tokens.expectName();
    Expr.CallArguments arguments = Expr.CallArguments.NONE;
    if (tokens.atSymbol("(")) {
      arguments = arguments();
    } else if (atTestOperand()) {
      if (tokens.atName("is")) {
        throw tokens.fail("You cannot chain multiple tests with is");
      }
      Expr operand = postfix(primary());
      arguments =
          new Expr.CallArguments(List.of(operand), List.of(), Optional.empty(), Optional.empty());
    }
    Expr test = new Expr.Test(input, name, arguments);
    return negated ? new Expr.Not(test) : test;
  }

  private boolean atTestOperand() {
    Token token = tokens.current();
    return switch (token.type()) {
      case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
      case STRING, INTEGER, FLOAT -> true;
      case SYMBOL -> token.isSymbol("[") || token.isSymbol("{");
      default -> false;
    };
  }

  private Expr.CallArguments arguments() {
    tokens.expectSymbol("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Keyword> keywords = new ArrayList<>();
    Optional<Expr> spread = Optional.empty();
    Optional<Expr> keywordSpread = Optional.empty();
    boolean first = true;
    while (!tokens.atSymbol(")")) {
      if (!first) {
        tokens.expectSymbol(",");
        if (tokens.atSymbol(")")) {
          break;
        }
      }
      first = false;
      boolean last = keywordSpread.isPresent();
      if (tokens.atSymbol("*") && spread.isEmpty() && !last) {
        tokens.next();
        spread = Optional.of(expressions.expression());
      } else if (tokens.atSymbol("**") && !last) {
        tokens.next();
        keywordSpread = Optional.of(expressions.expression());
      } else if (tokens.at(Token.Type.NAME) && tokens.peek().isSymbol("=") && !last) {
        String name = tokens.expectName();
        tokens.next();
        keywords.add(new Expr.Keyword(name, expressions.expression()));
      } else if (!last && spread.isEmpty() && keywords.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw tokens.fail("invalid syntax for function call expression");
      }
    }
    tokens.expectSymbol(")");
    return new Expr.CallArguments(
        List.copyOf(positional), List.copyOf(keywords), spread, keywordSpread);
  }
}
