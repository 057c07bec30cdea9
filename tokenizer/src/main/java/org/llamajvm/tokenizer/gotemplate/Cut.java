package org.llamajvm.tokenizer.gotemplate;

import java.util.ArrayList;
import java.util.List;

/** Leaves out what comes after the first place that writes a field. For one list. */
final class Cut {

  private final String field;
  private boolean found;

  Cut(String field) {
    this.field = field;
  }

  List<Node> list(List<Node> nodes) {
    List<Node> kept = new ArrayList<>();
    for (Node node : nodes) {
      if (!found) {
        kept.add(node(node));
      }
    }
    return List.copyOf(kept);
  }

  private Node node(Node node) {
    return switch (node) {
      case Node.Action action -> {
        found = Names.of(action.pipe()).contains(field);
        yield action;
      }
      case Node.If branch ->
          new Node.If(branch.at(), branch.pipe(), list(branch.body()), list(branch.otherwise()));
      case Node.With branch ->
          new Node.With(branch.at(), branch.pipe(), list(branch.body()), list(branch.otherwise()));
      case Node.Range branch ->
          new Node.Range(branch.at(), branch.pipe(), list(branch.body()), list(branch.otherwise()));
      case Node.Text _, Node.Call _, Node.Break _, Node.Continue _ -> node;
    };
  }
}
