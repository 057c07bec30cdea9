package org.llamajvm.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.jinja.library.Namespace;
import org.llamajvm.tokenizer.jinja.syntax.Expr;
import org.llamajvm.tokenizer.jinja.syntax.Stmt;
import org.llamajvm.tokenizer.jinja.syntax.Target;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Truth;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Runs the statements of one render. */
final class Interpreter {
  /** How a statement ended. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;

  Interpreter(Limits limits) {
    this.budget = new Budget(limits);
    this.evaluator = new Evaluator(budget);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  /** The text that statements make. */
  Str render(List<Stmt> body, Scope scope) {
    StrBuilder out = new StrBuilder();
    run(body, scope, out);
    return out.build();
  }

  private Flow run(List<Stmt> body, Scope scope, StrBuilder out) {
    for (Stmt statement : body) {
      Flow flow;
      try {
        budget.enter();
        flow = run(statement, scope, out);
        budget.leave();
      } catch (TemplateException e) {
        throw e.at(statement.line());
      }
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow run(Stmt statement, Scope scope, StrBuilder out) {
    switch (statement) {
      case Stmt.Text text -> write(Str.trusted(text.text()), out);
      case Stmt.Output output ->
          write(Printer.print(evaluator.evaluate(output.value(), scope)), out);
      case Stmt.If branches -> {
        return run(branch(branches, scope), scope, out);
      }
      case Stmt.For loop -> loop(loop, scope, out);
      case Stmt.Assign set -> assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
      case Stmt.AssignBlock set -> {
        Str text = render(set.body(), scope.inner());
        Value value = set.filter().isPresent() ? filtered(set.filter().get(), text, scope) : text;
        assign(set.target(), value, scope);
      }
      case Stmt.Macro macro ->
          scope.set(
              macro.name(), new Macro(macro.name(), macro.signature(), macro.body(), scope, this));
      case Stmt.CallBlock block -> call(block, scope, out);
      case Stmt.FilterBlock block -> {
        Str text = render(block.body(), scope.inner());
        write(Printer.print(filtered(block.filter(), text, scope)), out);
      }
      case Stmt.With with -> {
        Scope inner = scope.inner();
        for (int i = 0; i < with.targets().size(); i++) {
          assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), scope), inner);
        }
        return run(with.body(), inner, out);
      }
      case Stmt.Scoped block -> write(render(block.body(), scope.inner()), out);
      case Stmt.Break end -> {
        return Flow.BREAK;
      }
      case Stmt.Continue next -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private void write(Str text, StrBuilder out) {
    budget.spendText(text.units());
    budget.checkOutput(out.length() + text.units());
    out.append(text);
  }

  private Value filtered(Expr filter, Str text, Scope scope) {
    return evaluator.filter((Expr.Filter) filter, text, scope);
  }

  private List<Stmt> branch(Stmt.If branches, Scope scope) {
    for (Stmt.Branch branch : branches.branches()) {
      if (Truth.of(evaluator.evaluate(branch.test(), scope))) {
        return branch.body();
      }
    }
    return branches.otherwise();
  }

  private void loop(Stmt.For statement, Scope scope, StrBuilder out) {
    List<Value> items = Sequences.items(evaluator.evaluate(statement.iterable(), scope), budget);
    if (statement.filter().isPresent()) {
      List<Value> kept = new ArrayList<>();
      for (Value item : items) {
        Scope test = scope.inner();
        assign(statement.target(), item, test);
        if (Truth.of(evaluator.evaluate(statement.filter().get(), test))) {
          kept.add(item);
        }
      }
      items = kept;
    }
    if (items.isEmpty()) {
      run(statement.otherwise(), scope.inner(), out);
      return;
    }
    Loop state = new Loop(items);
    for (Value item : items) {
      state.advance();
      Scope inner = scope.inner();
      inner.set("loop", state);
      assign(statement.target(), item, inner);
      if (run(statement.body(), inner, out) == Flow.BREAK) {
        break;
      }
    }
  }

  private void call(Stmt.CallBlock block, Scope scope, StrBuilder out) {
    Expr.Call call = block.call();
    Value callee = evaluator.evaluate(call.callee(), scope);
    Arguments arguments = evaluator.arguments(call.arguments(), scope);
    arguments
        .keywords()
        .put("caller", new Macro("caller", block.signature(), block.body(), scope, this));
    write(Printer.print(evaluator.call(callee, arguments)), out);
  }

  private void assign(Target target, Value value, Scope scope) {
    switch (target) {
      case Target.Variable variable -> scope.set(variable.name(), value);
      case Target.NamespaceAttribute attribute -> {
        Value object = scope.get(attribute.namespace());
        if (!(object instanceof Namespace namespace)) {
          throw TemplateException.runtime("cannot assign attribute on non-namespace object");
        }
        namespace.set(attribute.attribute(), value);
      }
      case Target.Unpack unpack -> {
        if (!Sequences.isIterable(value)) {
          throw TemplateException.runtime(
              "cannot unpack non-iterable " + value.typeName() + " object");
        }
        List<Value> items = Sequences.items(value, budget);
        int expected = unpack.targets().size();
        if (items.size() != expected) {
          throw TemplateException.runtime(
              items.size() > expected
                  ? "too many values to unpack (expected " + expected + ")"
                  : "not enough values to unpack (expected "
                      + expected
                      + ", got "
                      + items.size()
                      + ")");
        }
        for (int i = 0; i < expected; i++) {
          assign(unpack.targets().get(i), items.get(i), scope);
        }
      }
    }
  }
}
