package org.llamajvm.models.tool;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamajvm.models.tool.ToolFormat.Opening;

/**
 * Finds the calls in an answer while it is made. However the answer is cut into pieces, the events
 * are the same, but for where text and arguments are cut. The name of a call is told when it is
 * complete, its arguments as they come. What turns out to be no call, or one of a function that was
 * not offered, is text. White space before and behind calls is dropped.
 *
 * <p>Takes a time that is proportional to the text. For one thread.
 */
public final class CallParser {

  private final ToolFormat format;
  private final Map<String, Tool> tools;
  private final boolean parallel;
  private final CallEvents events;
  private final Sink sink = new Sink();

  /** White space, and perhaps the beginning of an opening: not told yet. */
  private final StringBuilder held = new StringBuilder();

  private int space; // of what is held, how much is white space

  /** What a machine has read since the last call was complete, and what opened it. */
  private final StringBuilder raw = new StringBuilder();

  private final StringBuilder arguments = new StringBuilder();
  private CallMachine machine;
  private boolean begun; // whether there was text that is no white space, or a call
  private boolean open; // whether a call has begun and is not complete
  private boolean behindCall; // whether the last thing was a call
  private boolean done; // whether no further text is looked at
  private int calls; // that began

  /**
   * Begins an answer.
   *
   * @param tools that are offered
   * @param parallel whether the answer may have more than one call
   */
  public CallParser(ToolFormat format, List<Tool> tools, boolean parallel, CallEvents events) {
    this.format = format;
    this.tools = tools.stream().collect(Collectors.toMap(Tool::name, tool -> tool));
    this.parallel = parallel;
    this.events = events;
  }

  /** Takes more of the answer. */
  public void push(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length() && !done; i++) {
      char c = text.charAt(i);
      if (machine != null) {
        inCall(c, plain);
      } else {
        outside(c, plain);
      }
    }
    tell(plain);
    tellArguments();
  }

  /** The answer has ended. */
  public void finish() {
    StringBuilder plain = new StringBuilder();
    if (machine != null && !done) {
      if (open || !machine.mayEnd()) {
        fail(plain);
      }
      machine = null;
    }
    if (!behindCall || held.length() > space) {
      plain.append(held);
    }
    held.setLength(0);
    tell(plain);
  }

  /** Whether there is a call, and the answer may have no further one: the rest does not count. */
  public boolean isDone() {
    return done;
  }

  private void tell(StringBuilder plain) {
    if (!plain.isEmpty()) {
      events.text(plain.toString());
      plain.setLength(0);
    }
  }

  /** Keeps the last bracket back while the call is open: what is cut off must not look whole. */
  private void tellArguments() {
    int last = arguments.length() - 1;
    int count = open && last >= 0 && arguments.charAt(last) == '}' ? last : last + 1;
    if (count > 0) {
      events.arguments(calls - 1, arguments.substring(0, count));
      arguments.delete(0, count);
    }
  }

  private void outside(char c, StringBuilder plain) {
    if (held.length() == space && JsonScanner.isSpace(c)) {
      held.append(c);
      space++;
      return;
    }
    held.append(c);
    while (held.length() > space) {
      String mark = held.substring(space);
      Opening opening = format.opening(mark, !begun);
      if (opening != null) {
        open(opening, mark, plain);
        return;
      }
      if (format.mayOpen(mark, !begun)) {
        return;
      }
      plain.append(held, 0, space + 1);
      held.delete(0, space + 1);
      space = 0;
      begun = true;
      behindCall = false;
      while (space < held.length() && JsonScanner.isSpace(held.charAt(space))) {
        space++;
      }
    }
  }

  private void open(Opening opening, String mark, StringBuilder plain) {
    tell(plain);
    raw.setLength(0);
    raw.append(held);
    held.setLength(0);
    space = 0;
    machine = opening.machine(sink, tools);
    if (opening.isPartOfCall()) {
      for (int i = 0; i < mark.length(); i++) {
        machine.next(mark.charAt(i));
      }
    }
  }

  private void inCall(char c, StringBuilder plain) {
    raw.append(c);
    switch (machine.next(c)) {
      case MORE -> {}
      case END -> ended();
      case BEFORE -> {
        ended();
        outside(c, plain);
      }
      case BAD -> {
        raw.setLength(raw.length() - 1);
        fail(plain);
        machine = null;
        outside(c, plain);
      }
    }
  }

  private void ended() {
    machine = null;
    raw.setLength(0);
    begun = true;
  }

  private void fail(StringBuilder plain) {
    if (open) {
      tellArguments();
      arguments.setLength(0);
      events.failed(calls - 1, raw.toString());
      open = false;
    } else {
      plain.append(raw);
    }
    begun |= !raw.isEmpty();
    behindCall &= raw.isEmpty();
    raw.setLength(0);
  }

  /** Counts the calls and tells of them. */
  private final class Sink implements CallSink {

    @Override
    public boolean knows(String name) {
      return tools.containsKey(name);
    }

    @Override
    public void begin(String name) {
      open = true;
      events.begin(calls++, name);
    }

    @Override
    public void arguments(String json) {
      arguments.append(json);
    }

    @Override
    public void arguments(char json) {
      arguments.append(json);
    }

    @Override
    public void end() {
      open = false;
      tellArguments();
      events.end(calls - 1);
      behindCall = true;
      done = !parallel || !format.hasParallelCalls();
      raw.setLength(0);
    }
  }
}
