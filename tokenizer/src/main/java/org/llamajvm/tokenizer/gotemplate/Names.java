package org.llamajvm.tokenizer.gotemplate;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llamajvm.tokenizer.gotemplate.Node.Operand;

/** Collects the names of fields and variables. */
final class Names {

  private final Set<String> names = new HashSet<>();

  private Names() {}

  static Set<String> of(Collection<List<Node>> lists) {
    Names collector = new Names();
    lists.forEach(collector::list);
    return Set.copyOf(collector.names);
  }

  static Set<String> of(Node.Pipe pipe) {
    Names collector = new Names();
    collector.pipe(pipe);
    return Set.copyOf(collector.names);
  }

  private void list(List<Node> nodes) {
    nodes.forEach(this::node);
  }

  private void node(Node node) {
    switch (node) {
      case Node.Action action -> pipe(action.pipe());
      case Node.If branch -> branch(branch.pipe(), branch.body(), branch.otherwise());
      case Node.With branch -> branch(branch.pipe(), branch.body(), branch.otherwise());
      case Node.Range branch -> branch(branch.pipe(), branch.body(), branch.otherwise());
      case Node.Call call -> call.pipe().ifPresent(this::pipe);
      case Node.Text _, Node.Break _, Node.Continue _ -> {}
    }
  }

  private void branch(Node.Pipe pipe, List<Node> body, List<Node> otherwise) {
    pipe(pipe);
    list(body);
    list(otherwise);
  }

  private void pipe(Node.Pipe pipe) {
    pipe.commands().forEach(command -> command.operands().forEach(this::operand));
  }

  private void operand(Operand operand) {
    switch (operand) {
      case Operand.Fields fields -> {
        names.addAll(fields.names());
        operand(fields.of());
      }
      case Operand.Variable variable -> names.add("$" + variable.name());
      case Operand.Nested nested -> pipe(nested.pipe());
      case Operand.Dot _, Operand.Nil _, Operand.Constant _, Operand.Function _ -> {}
    }
  }
}
