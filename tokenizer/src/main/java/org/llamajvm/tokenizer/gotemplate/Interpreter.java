package org.llamajvm.tokenizer.gotemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.gotemplate.Node.Operand;
import org.llamajvm.tokenizer.jinja.Budget;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Bounds;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Executes nodes once. */
final class Interpreter {

  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private record Item(Value key, Value value) {}

  private final Source source;
  private final Map<String, List<Node>> templates;
  private final Functions functions;
  private final Budget budget;
  private final StrBuilder out;
  private Variables variables;

  Interpreter(
      Source source,
      Map<String, List<Node>> templates,
      Functions functions,
      Budget budget,
      StrBuilder out) {
    this.source = source;
    this.templates = templates;
    this.functions = functions;
    this.budget = budget;
    this.out = out;
  }

  void execute(List<Node> nodes, Value data) {
    variables = new Variables(data);
    run(nodes, data);
  }

  private Flow run(List<Node> nodes, Value dot) {
    for (Node node : nodes) {
      try {
        budget.enter();
        Flow flow = run(node, dot);
        budget.leave();
        if (flow != Flow.ON) {
          return flow;
        }
      } catch (TemplateException e) {
        throw source.place(e, node.at());
      }
    }
    return Flow.ON;
  }

  private Flow run(Node node, Value dot) {
    return switch (node) {
      case Node.Text text -> {
        write(text.text());
        yield Flow.ON;
      }
      case Node.Action action -> {
        Value value = evaluate(action.pipe(), dot);
        if (action.pipe().variables().isEmpty()) {
          write(GoValues.print(value, budget));
        }
        yield Flow.ON;
      }
      case Node.If branch ->
          scoped(() -> {
            boolean holds = GoValues.isTrue(evaluate(branch.pipe(), dot));
            return run(holds ? branch.body() : branch.otherwise(), dot);
          });
      case Node.With branch ->
          scoped(() -> {
            Value value = evaluate(branch.pipe(), dot);
            return GoValues.isTrue(value)
                ? run(branch.body(), value)
                : run(branch.otherwise(), dot);
          });
      case Node.Range range -> scoped(() -> loop(range, dot));
      case Node.Call call -> {
        call(call, dot);
        yield Flow.ON;
      }
      case Node.Break _ -> Flow.BREAK;
      case Node.Continue _ -> Flow.CONTINUE;
    };
  }

  /** Work whose variables nobody sees afterwards. */
  private interface Block {
    Flow run();
  }

  private Flow scoped(Block block) {
    int mark = variables.mark();
    Flow flow = block.run();
    variables.reset(mark);
    return flow;
  }

  private void write(Str text) {
    budget.spendText(text.units());
    budget.checkOutput(out.length() + text.units());
    out.append(text);
  }

  private Flow loop(Node.Range range, Value dot) {
    List<Item> items = items(value(range.pipe(), dot));
    if (items.isEmpty()) {
      return run(range.otherwise(), dot);
    }
    List<String> names = range.pipe().variables();
    for (Item item : items) {
      int mark = variables.mark();
      if (!names.isEmpty()) {
        set(names.getLast(), item.value(), range.pipe().declares());
      }
      if (names.size() > 1) {
        set(names.getFirst(), item.key(), range.pipe().declares());
      }
      Flow flow = run(range.body(), item.value());
      variables.reset(mark);
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return Flow.ON;
  }

  private List<Item> items(Value value) {
    List<Item> items = new ArrayList<>();
    switch (Ordered.plain(value)) {
      case Value.None _ -> {}
      case Value.ListValue list -> {
        for (Value item : list.items()) {
          items.add(new Item(Value.Int.of(items.size()), item));
        }
      }
      case Dict dict -> {
        for (Dict.Entry entry : GoValues.sorted(dict)) {
          items.add(new Item(entry.key(), entry.value()));
        }
      }
      case Value.Int number when number.value().bitLength() < 31 -> {
        int count = number.value().intValue();
        if (count > Bounds.MAX_RANGE) {
          throw TemplateException.limit("range of more than " + Bounds.MAX_RANGE);
        }
        for (int i = 0; i < count; i++) {
          items.add(new Item(Value.Int.of(i), Value.Int.of(i)));
        }
      }
      default ->
          throw TemplateException.runtime("range over a value of type " + GoValues.type(value));
    }
    budget.spend(items.size());
    return items;
  }

  private void call(Node.Call call, Value dot) {
    List<Node> nodes = templates.get(call.name());
    if (nodes == null) {
      throw TemplateException.runtime("there is no template \"%s\"".formatted(call.name()));
    }
    Value data = call.pipe().map(pipe -> evaluate(pipe, dot)).orElse(Value.None.NONE);
    Variables outside = variables;
    variables = new Variables(data);
    run(nodes, data);
    variables = outside;
  }

  private Value evaluate(Node.Pipe pipe, Value dot) {
    Value value = value(pipe, dot);
    for (String name : pipe.variables()) {
      set(name, value, pipe.declares());
    }
    return value;
  }

  private void set(String name, Value value, boolean declares) {
    if (declares) {
      variables.declare(name, value);
    } else {
      variables.assign(name, value);
    }
  }

  private Value value(Node.Pipe pipe, Value dot) {
    Optional<Value> last = Optional.empty();
    for (Node.Command command : pipe.commands()) {
      try {
        budget.enter();
        last = Optional.of(value(command, dot, last));
        budget.leave();
      } catch (TemplateException e) {
        throw source.place(e, command.at());
      }
    }
    return last.orElseThrow();
  }

  private Value value(Node.Command command, Value dot, Optional<Value> last) {
    Operand first = command.operands().getFirst();
    List<Operand> rest = command.operands().subList(1, command.operands().size());
    if (first instanceof Operand.Function function) {
      return call(function, rest, dot, last);
    }
    if (!rest.isEmpty() || last.isPresent()) {
      throw TemplateException.runtime("a value that is no function gets arguments");
    }
    if (first instanceof Operand.Nil) {
      throw TemplateException.runtime("nil alone is no value to go on with");
    }
    return value(first, dot);
  }

  private Value call(
      Operand.Function function, List<Operand> operands, Value dot, Optional<Value> last) {
    if (function.name().equals("and") || function.name().equals("or")) {
      return junction(function.name().equals("or"), operands, dot, last);
    }
    List<Value> arguments = new ArrayList<>();
    for (Operand operand : operands) {
      arguments.add(value(operand, dot));
    }
    last.ifPresent(arguments::add);
    return functions.call(function.name(), arguments);
  }

  /** The first argument that decides, else the last one. */
  private Value junction(
      boolean decisive, List<Operand> operands, Value dot, Optional<Value> last) {
    Optional<Value> value = Optional.empty();
    for (Operand operand : operands) {
      value = Optional.of(value(operand, dot));
      if (GoValues.isTrue(value.get()) == decisive) {
        return value.get();
      }
    }
    Optional<Value> decided = last.isPresent() ? last : value;
    return decided.orElseThrow(
        () -> TemplateException.runtime("and and or take one argument or more"));
  }

  private Value value(Operand operand, Value dot) {
    return switch (operand) {
      case Operand.Dot _ -> dot;
      case Operand.Nil _ -> Value.None.NONE;
      case Operand.Constant constant -> constant.value();
      case Operand.Variable variable -> variables.get(variable.name());
      case Operand.Nested nested -> evaluate(nested.pipe(), dot);
      case Operand.Function function -> call(function, List.of(), dot, Optional.empty());
      case Operand.Fields fields -> {
        Value value = value(fields.of(), dot);
        for (String name : fields.names()) {
          value = GoValues.field(value, name, budget);
        }
        yield value;
      }
    };
  }
}
