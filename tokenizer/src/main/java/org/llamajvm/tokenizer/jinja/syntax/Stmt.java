package org.llamajvm.tokenizer.jinja.syntax;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A statement of a template; {@code line} is the line it starts on. */
public sealed interface Stmt {
  /** The line on which the statement starts, from 1. */
  int line();

  /** Literal text. */
  record Text(String text, int line) implements Stmt {}

  /** {@code {{ value }}}. */
  record Output(Expr value, int line) implements Stmt {}

  /** {@code if} and its {@code elif}s, of which the first that holds is taken, and {@code else}. */
  record If(List<Branch> branches, List<Stmt> otherwise, int line) implements Stmt {}

  /** A condition and what it guards. */
  record Branch(Expr test, List<Stmt> body) {}

  /** {@code for target in iterable if filter}. */
  record For(
      Target target,
      Expr iterable,
      Optional<Expr> filter,
      List<Stmt> body,
      List<Stmt> otherwise,
      int line)
      implements Stmt {}

  /** {@code set target = value}. */
  record Assign(Target target, Expr value, int line) implements Stmt {}

  /** {@code set target | filter} … {@code endset}. */
  record AssignBlock(Target target, Optional<Expr> filter, List<Stmt> body, int line)
      implements Stmt {}

  /** A macro and its name. */
  record Macro(String name, Signature signature, List<Stmt> body, int line) implements Stmt {}

  /** {@code call(signature) call} … {@code endcall}. */
  record CallBlock(Signature signature, Expr.Call call, List<Stmt> body, int line)
      implements Stmt {}

  /** {@code filter name} … {@code endfilter}. */
  record FilterBlock(Expr filter, List<Stmt> body, int line) implements Stmt {}

  /** {@code with a = b} … {@code endwith}. */
  record With(List<Target> targets, List<Expr> values, List<Stmt> body, int line) implements Stmt {}

  /** Statements whose assignments stay inside: a {@code generation} block. */
  record Scoped(List<Stmt> body, int line) implements Stmt {}

  /** {@code break}. */
  record Break(int line) implements Stmt {}

  /** {@code continue}. */
  record Continue(int line) implements Stmt {}

  /**
   * The parameters of a macro or call block.
   *
   * @param implicit which of {@code caller}, {@code varargs} and {@code kwargs} the body names, and
   *     so takes
   */
  record Signature(List<Parameter> parameters, Set<String> implicit) {}

  /** A parameter and its value where the caller gives none. */
  record Parameter(String name, Optional<Expr> defaultValue) {}
}
