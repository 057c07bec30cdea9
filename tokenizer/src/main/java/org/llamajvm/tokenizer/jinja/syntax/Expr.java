package org.llamajvm.tokenizer.jinja.syntax;

import java.util.List;
import java.util.Optional;

/** An expression of a template. */
public sealed interface Expr {
  /**
   * A constant.
   *
   * @param value {@code Boolean}, {@code BigInteger}, {@code Double} or {@code String}; empty for
   *     {@code none}
   */
  record Literal(Optional<Object> value) implements Expr {}

  /** A variable. */
  record Name(String name) implements Expr {}

  /** {@code [a, b]}. */
  record ListLiteral(List<Expr> items) implements Expr {}

  /** {@code (a, b)}, with or without the parentheses. */
  record TupleLiteral(List<Expr> items) implements Expr {}

  /** {@code {a: b}}. */
  record DictLiteral(List<Pair> pairs) implements Expr {}

  /** A key and its value in a {@link DictLiteral}. */
  record Pair(Expr key, Expr value) {}

  /** {@code target.name}. */
  record Attribute(Expr target, String name) implements Expr {}

  /** {@code target[key]}. */
  record Item(Expr target, Expr key) implements Expr {}

  /** {@code target[start:stop:step]}. */
  record Slice(Expr target, Optional<Expr> start, Optional<Expr> stop, Optional<Expr> step)
      implements Expr {}

  /** {@code callee(arguments)}. */
  record Call(Expr callee, CallArguments arguments) implements Expr {}

  /**
   * {@code input | name(arguments)}.
   *
   * @param input empty for the first filter of a block, which filters the text of the block
   */
  record Filter(Optional<Expr> input, String name, CallArguments arguments) implements Expr {}

  /** {@code input is name(arguments)}. */
  record Test(Expr input, String name, CallArguments arguments) implements Expr {}

  /** What stands between the parentheses of a call. */
  record CallArguments(
      List<Expr> positional,
      List<Keyword> keywords,
      Optional<Expr> spread,
      Optional<Expr> keywordSpread) {
    static final CallArguments NONE =
        new CallArguments(List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** {@code name=value} in a call. */
  record Keyword(String name, Expr value) {}

  /** {@code not operand}. */
  record Not(Expr operand) implements Expr {}

  /** {@code -operand} or {@code +operand}. */
  record Sign(boolean negative, Expr operand) implements Expr {}

  /** Arithmetic, with the operator as it is written. */
  record Arithmetic(String operator, Expr left, Expr right) implements Expr {}

  /** {@code a ~ b ~ c}. */
  record Concatenation(List<Expr> parts) implements Expr {}

  /** {@code first < a <= b}, which holds when every neighbouring pair does. */
  record Comparison(Expr first, List<Comparand> rest) implements Expr {}

  /**
   * An operator and its right side in a {@link Comparison}.
   *
   * @param operator as it is written; {@code in} and {@code not in} too
   */
  record Comparand(String operator, Expr operand) {}

  /** {@code left and right}. */
  record And(Expr left, Expr right) implements Expr {}

  /** {@code left or right}. */
  record Or(Expr left, Expr right) implements Expr {}

  /** {@code then if test else otherwise}; {@code otherwise} may be left out. */
  record Conditional(Expr test, Expr then, Optional<Expr> otherwise, int line) implements Expr {}
}
