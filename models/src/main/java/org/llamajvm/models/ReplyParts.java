package org.llamajvm.models;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.tool.ToolCall;

/** The parts of an answer put together. For one thread. */
final class ReplyParts {

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private ReplyPart.CallStart begun;

  void add(ReplyPart part) {
    switch (part) {
      case ReplyPart.Text(String more) -> text.append(more);
      case ReplyPart.Thinking(String more) -> thinking.append(more);
      case ReplyPart.CallStart start -> {
        begun = start;
        arguments.setLength(0);
      }
      case ReplyPart.CallArguments(_, String json) -> arguments.append(json);
      case ReplyPart.CallEnd _ ->
          calls.add(new ToolCall(begun.id(), begun.name(), arguments.toString()));
      case ReplyPart.CallFailed(_, String all) -> text.append(all);
    }
  }

  String text() {
    return text.toString();
  }

  String thinking() {
    return thinking.toString();
  }

  List<ToolCall> calls() {
    return calls;
  }
}
