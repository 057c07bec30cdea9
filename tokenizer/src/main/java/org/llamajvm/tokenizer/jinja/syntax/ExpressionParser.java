package org.llamajvm.tokenizer.jinja.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Operators, from the loosest to the tightest; {@link OperandParser} reads what they work on. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

  private final TokenStream tokens;
  private final OperandParser operands;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.operands = new OperandParser(tokens, this);
  }

  OperandParser operands() {
    return operands;
  }

  /** An expression, the conditional included. */
  Expr expression() {
    tokens.enter();
    int line = tokens.current().line();
    Expr value = disjunction();
    while (tokens.skipName("if")) {
      Expr test = disjunction();
      Optional<Expr> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expr.Conditional(test, value, otherwise, line);
    }
    tokens.leave();
    return value;
  }

  /** An expression without a bare conditional, for where {@code if} means something else. */
  Expr disjunction() {
    Expr left = conjunction();
    while (tokens.skipName("or")) {
      left = new Expr.Or(left, conjunction());
    }
    return left;
  }

  private Expr conjunction() {
    Expr left = negation();
    while (tokens.skipName("and")) {
      left = new Expr.And(left, negation());
    }
    return left;
  }

  private Expr negation() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expr operand = negation();
    tokens.leave();
    return new Expr.Not(operand);
  }

  private Expr comparison() {
    Expr first = sum();
    List<Expr.Comparand> rest = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      if (token.type() == Token.Type.SYMBOL && COMPARISONS.contains(token.text())) {
        tokens.next();
        rest.add(new Expr.Comparand(token.text(), sum()));
      } else if (tokens.skipName("in")) {
        rest.add(new Expr.Comparand("in", sum()));
      } else if (tokens.atName("not") && tokens.peek().isName("in")) {
        tokens.next();
        tokens.next();
        rest.add(new Expr.Comparand("not in", sum()));
      } else {
        return rest.isEmpty() ? first : new Expr.Comparison(first, List.copyOf(rest));
      }
    }
  }

  private Expr sum() {
    Expr left = concatenation();
    while (tokens.atSymbol("+") || tokens.atSymbol("-")) {
      left = new Expr.Arithmetic(tokens.next().text(), left, concatenation());
    }
    return left;
  }

  private Expr concatenation() {
    Expr first = product();
    if (!tokens.atSymbol("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipSymbol("~")) {
      parts.add(product());
    }
    return new Expr.Concatenation(List.copyOf(parts));
  }

  private Expr product() {
    Expr left = power();
    while (tokens.at(Token.Type.SYMBOL) && PRODUCTS.contains(tokens.current().text())) {
      left = new Expr.Arithmetic(tokens.next().text(), left, power());
    }
    return left;
  }

  private Expr power() {
    Expr left = signed(true);
    while (tokens.skipSymbol("**")) {
      left = new Expr.Arithmetic("**", left, signed(true));
    }
    return left;
  }

  /** A sign binds tighter than a filter and a power: {@code -1|abs} is 1, as Jinja has it. */
  private Expr signed(boolean withFilters) {
    Expr value;
    if (tokens.atSymbol("-") || tokens.atSymbol("+")) {
      tokens.enter();
      boolean negative = tokens.next().isSymbol("-");
      value = new Expr.Sign(negative, signed(false));
      tokens.leave();
    } else {
      value = operands.primary();
    }
    value = operands.postfix(value);
    return withFilters ? operands.filtersAndTests(value) : value;
  }
}
