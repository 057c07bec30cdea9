package org.llamajvm.tokenizer.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.library.Attributes;
import org.llamajvm.tokenizer.jinja.library.Filters;
import org.llamajvm.tokenizer.jinja.library.Tests;
import org.llamajvm.tokenizer.jinja.syntax.Expr;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Comparisons;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Operators;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Truth;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Values of expressions. */
final class Evaluator {
  private final Budget budget;

  Evaluator(Budget budget) {
    this.budget = budget;
  }

  Value evaluate(Expr expression, Scope scope) {
    budget.enter();
    Value value =
        switch (expression) {
          case Expr.Literal literal -> literal(literal.value());
          case Expr.Name name -> scope.get(name.name());
          case Expr.ListLiteral list -> made(Value.ListValue.of(evaluateAll(list.items(), scope)));
          case Expr.TupleLiteral tuple ->
              made(Value.TupleValue.of(evaluateAll(tuple.items(), scope)));
          case Expr.DictLiteral dict -> dict(dict, scope);
          case Expr.Attribute attribute ->
              Attributes.attribute(evaluate(attribute.target(), scope), attribute.name(), budget);
          case Expr.Item item ->
              Attributes.subscript(
                  evaluate(item.target(), scope), evaluate(item.key(), scope), budget);
          case Expr.Slice slice -> slice(slice, scope);
          case Expr.Call call ->
              call(evaluate(call.callee(), scope), arguments(call.arguments(), scope));
          case Expr.Filter filter -> filter(filter, Str.EMPTY, scope);
          case Expr.Test test ->
              Value.Bool.of(
                  Tests.test(
                      test.name(),
                      evaluate(test.input(), scope),
                      arguments(test.arguments(), scope)));
          case Expr.Not not -> Value.Bool.of(!Truth.of(evaluate(not.operand(), scope)));
          case Expr.Sign sign -> Operators.sign(sign.negative(), evaluate(sign.operand(), scope));
          case Expr.Arithmetic arithmetic ->
              made(
                  Operators.apply(
                      arithmetic.operator(),
                      evaluate(arithmetic.left(), scope),
                      evaluate(arithmetic.right(), scope),
                      budget));
          case Expr.Concatenation concatenation -> concatenation(concatenation, scope);
          case Expr.Comparison comparison -> comparison(comparison, scope);
          case Expr.And and -> {
            Value left = evaluate(and.left(), scope);
            yield Truth.of(left) ? evaluate(and.right(), scope) : left;
          }
          case Expr.Or or -> {
            Value left = evaluate(or.left(), scope);
            yield Truth.of(left) ? left : evaluate(or.right(), scope);
          }
          case Expr.Conditional conditional -> conditional(conditional, scope);
        };
    budget.leave();
    return value;
  }

  private Value literal(Optional<Object> constant) {
    return switch (constant.orElse(Value.None.NONE)) {
      case Boolean bool -> Value.Bool.of(bool);
      case BigInteger integer -> new Value.Int(integer);
      case Double real -> new Value.Real(real);
      case String text -> {
        budget.spendText(text.length());
        yield Str.trusted(text);
      }
      default -> Value.None.NONE;
    };
  }

  private Value made(Value value) {
    budget.made(value);
    return value;
  }

  private List<Value> evaluateAll(List<Expr> expressions, Scope scope) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value dict(Expr.DictLiteral literal, Scope scope) {
    List<Dict.Entry> entries = new ArrayList<>();
    for (Expr.Pair pair : literal.pairs()) {
      entries.add(new Dict.Entry(evaluate(pair.key(), scope), evaluate(pair.value(), scope)));
    }
    return made(Dict.of(entries, budget));
  }

  private Value slice(Expr.Slice slice, Scope scope) {
    Value target = evaluate(slice.target(), scope);
    Value start = bound(slice.start(), scope);
    Value stop = bound(slice.stop(), scope);
    Value step = bound(slice.step(), scope);
    if (target instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (!Sequences.isIndexed(target)) {
      throw TemplateException.runtime("'" + target.typeName() + "' object cannot be sliced");
    }
    return made(Sequences.slice(target, start, stop, step, budget));
  }

  private Value bound(Optional<Expr> bound, Scope scope) {
    return bound.isPresent() ? evaluate(bound.get(), scope) : Value.None.NONE;
  }

  /** Calls a value that can be called. */
  Value call(Value callee, Arguments arguments) {
    return switch (callee) {
      case Value.Undefined undefined -> throw undefined.use();
      case HostObject object -> made(object.call(arguments));
      default ->
          throw TemplateException.runtime("'" + callee.typeName() + "' object is not callable");
    };
  }

  Arguments arguments(Expr.CallArguments arguments, Scope scope) {
    List<Value> positional = evaluateAll(arguments.positional(), scope);
    Map<String, Value> keywords = new LinkedHashMap<>();
    for (Expr.Keyword keyword : arguments.keywords()) {
      keywords.put(keyword.name(), evaluate(keyword.value(), scope));
    }
    if (arguments.spread().isPresent()) {
      positional.addAll(Sequences.items(evaluate(arguments.spread().get(), scope), budget));
    }
    if (arguments.keywordSpread().isPresent()) {
      if (!(evaluate(arguments.keywordSpread().get(), scope) instanceof Dict dict)) {
        throw TemplateException.runtime("argument after ** must be a mapping");
      }
      for (Dict.Entry entry : dict.entries()) {
        String name = Printer.print(entry.key()).text();
        if (keywords.put(name, entry.value()) != null) {
          throw TemplateException.runtime(
              "got multiple values for keyword argument '" + name + "'");
        }
      }
    }
    return new Arguments(positional, keywords, budget);
  }

  /** A chain of filters, of which the first works on {@code block} if it has no input itself. */
  Value filter(Expr.Filter filter, Value block, Scope scope) {
    budget.enter();
    Value input =
        filter.input().isEmpty()
            ? block
            : filter.input().get() instanceof Expr.Filter inner
                ? filter(inner, block, scope)
                : evaluate(filter.input().get(), scope);
    Value result = Filters.apply(filter.name(), input, arguments(filter.arguments(), scope));
    budget.leave();
    return result;
  }

  private Value concatenation(Expr.Concatenation concatenation, Scope scope) {
    StrBuilder out = new StrBuilder();
    for (Expr part : concatenation.parts()) {
      out.append(Printer.print(evaluate(part, scope)));
    }
    return made(out.build());
  }

  private Value comparison(Expr.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.first(), scope);
    for (Expr.Comparand comparand : comparison.rest()) {
      Value right = evaluate(comparand.operand(), scope);
      boolean holds =
          switch (comparand.operator()) {
            case "==" -> Comparisons.equal(left, right, budget);
            case "!=" -> !Comparisons.equal(left, right, budget);
            case "in" -> Comparisons.contains(right, left, budget);
            case "not in" -> !Comparisons.contains(right, left, budget);
            default -> Comparisons.ordered(left, comparand.operator(), right, budget);
          };
      if (!holds) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private Value conditional(Expr.Conditional conditional, Scope scope) {
    if (Truth.of(evaluate(conditional.test(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    return conditional.otherwise().isPresent()
        ? evaluate(conditional.otherwise().get(), scope)
        : Value.Undefined.because(
            "the inline if-expression on line "
                + conditional.line()
                + " evaluated to false and no else section was defined.");
  }
}
