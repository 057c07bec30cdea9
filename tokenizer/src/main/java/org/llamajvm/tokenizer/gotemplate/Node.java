package org.llamajvm.tokenizer.gotemplate;

import java.util.List;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** A part of a template. Immutable. */
sealed interface Node {

  /** Where it begins in the source. */
  int at();

  /** Text that is written as it stands. */
  record Text(int at, Str text) implements Node {}

  /** A pipeline whose value is written, unless it sets a variable. */
  record Action(int at, Pipe pipe) implements Node {}

  /** One of two lists, by a condition. */
  record If(int at, Pipe pipe, List<Node> body, List<Node> otherwise) implements Node {}

  /** A list with another dot, if that is not empty; else another list. */
  record With(int at, Pipe pipe, List<Node> body, List<Node> otherwise) implements Node {}

  /** A list for each item; another one if there is none. */
  record Range(int at, Pipe pipe, List<Node> body, List<Node> otherwise) implements Node {}

  /** A template by its name. */
  record Call(int at, String name, Optional<Pipe> pipe) implements Node {}

  /** Ends a loop. */
  record Break(int at) implements Node {}

  /** Goes to the next item of a loop. */
  record Continue(int at) implements Node {}

  /**
   * Commands, each of which gets the value of the one before it as its last argument.
   *
   * @param variables that get the value; two in a loop
   * @param declares whether they are new
   */
  record Pipe(int at, List<String> variables, boolean declares, List<Command> commands) {}

  /** An operand, or a function and its arguments. */
  record Command(int at, List<Operand> operands) {}

  /** What has a value. */
  sealed interface Operand {

    /** Where it begins in the source. */
    int at();

    /** The dot. */
    record Dot(int at) implements Operand {}

    /** No value. */
    record Nil(int at) implements Operand {}

    /** A constant. */
    record Constant(int at, Value value) implements Operand {}

    /** A variable; that without a name is what the template was given. */
    record Variable(int at, String name) implements Operand {}

    /** A pipeline in parentheses. */
    record Nested(int at, Pipe pipe) implements Operand {}

    /** A function. */
    record Function(int at, String name) implements Operand {}

    /** Fields of another operand, one after the other. */
    record Fields(int at, Operand of, List<String> names) implements Operand {}
  }
}
