package org.llamajvm.convert.pickle;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.convert.pickle.PickleValue.Bool;
import org.llamajvm.convert.pickle.PickleValue.Dictionary;
import org.llamajvm.convert.pickle.PickleValue.Int;
import org.llamajvm.convert.pickle.PickleValue.Named;
import org.llamajvm.convert.pickle.PickleValue.None;
import org.llamajvm.convert.pickle.PickleValue.Real;
import org.llamajvm.convert.pickle.PickleValue.Sequence;
import org.llamajvm.convert.pickle.PickleValue.Text;
import org.llamajvm.convert.pickle.PickleValue.Tuple;
import org.llamajvm.format.ModelFormatException;

/**
 * Reads one pickle of protocol 2 to 5 as {@code torch.save} writes it. Opcodes are those of
 * Python's {@code pickletools}; the ones that a state dict does not need are refused, and so is
 * every name outside {@link KnownName}. Stack, marks, memo, strings and nesting are bounded. Used
 * once, by one thread.
 */
public final class Unpickler {

  private static final long MOST_BYTES = 64L << 20;
  private static final int NEWEST_PROTOCOL = 5;

  private final PickleInput input;
  private final PickleStack stack;
  private final Calls calls;

  private Unpickler(PickleInput input) {
    this.input = input;
    this.stack = new PickleStack(input);
    this.calls = new Calls(input);
  }

  /**
   * Reads a pickle.
   *
   * @param file the file that it lies in, for messages
   * @param start its offset in the file, for messages
   * @param bytes the pickle, borrowed for the call
   * @throws ModelFormatException if the pickle is damaged, or refused by what it names or does
   */
  public static PickleValue read(Path file, long start, MemorySegment bytes)
      throws ModelFormatException {
    if (bytes.byteSize() > MOST_BYTES) {
      throw ModelFormatException.unsupported(
          file,
          start,
          "pickle refused: %d bytes, at most %d".formatted(bytes.byteSize(), MOST_BYTES));
    }
    return new Unpickler(new PickleInput(file, start, bytes)).run();
  }

  private PickleValue run() throws ModelFormatException {
    if (input.u8() != Opcode.PROTO) {
      throw input.refuse("protocol below 2");
    }
    checkProtocol();
    int opcode = input.u8();
    while (opcode != Opcode.STOP) {
      step(opcode);
      opcode = input.u8();
    }
    PickleValue result = stack.pop();
    if (stack.size() != 0) {
      throw input.corrupt("%d values left over".formatted(stack.size()));
    }
    return result;
  }

  private void checkProtocol() throws ModelFormatException {
    int protocol = input.u8();
    if (protocol < 2 || protocol > NEWEST_PROTOCOL) {
      throw input.refuse("protocol %d, expected 2 to %d".formatted(protocol, NEWEST_PROTOCOL));
    }
  }

  private void step(int opcode) throws ModelFormatException {
    switch (opcode) {
      case Opcode.PROTO -> checkProtocol();
      case Opcode.FRAME -> input.i64();
      case Opcode.MARK -> stack.mark();
      case Opcode.POP -> stack.pop();
      case Opcode.NONE -> stack.push(new None());
      case Opcode.NEWTRUE -> stack.push(new Bool(true));
      case Opcode.NEWFALSE -> stack.push(new Bool(false));
      case Opcode.BININT -> stack.push(new Int(input.i32()));
      case Opcode.BININT1 -> stack.push(new Int(input.u8()));
      case Opcode.BININT2 -> stack.push(new Int(input.u16()));
      case Opcode.LONG1 -> stack.push(new Int(input.integer(input.u8())));
      case Opcode.LONG4 -> stack.push(new Int(input.integer(input.i32())));
      case Opcode.BINFLOAT -> stack.push(new Real(input.bigEndianDouble()));
      case Opcode.SHORT_BINUNICODE -> stack.push(new Text(input.text(input.u8())));
      case Opcode.BINUNICODE -> stack.push(new Text(input.text(input.u32())));
      case Opcode.BINUNICODE8 -> stack.push(new Text(input.text(input.i64())));
      case Opcode.BINPUT -> stack.memoize(input.u8());
      case Opcode.LONG_BINPUT -> stack.memoize(input.u32());
      case Opcode.MEMOIZE -> stack.memoizeNext();
      case Opcode.BINGET -> stack.push(stack.recall(input.u8()));
      case Opcode.LONG_BINGET -> stack.push(stack.recall(input.u32()));
      case Opcode.GLOBAL -> stack.push(named(input.line(), input.line()));
      case Opcode.STACK_GLOBAL -> stackGlobal();
      case Opcode.BINPERSID -> stack.push(calls.storage(stack.pop()));
      case Opcode.REDUCE -> reduce();
      case Opcode.BUILD -> build();
      default -> stepContainer(opcode);
    }
  }

  private void stepContainer(int opcode) throws ModelFormatException {
    switch (opcode) {
      case Opcode.EMPTY_TUPLE -> stack.push(Tuple.of(List.of()));
      case Opcode.TUPLE1 -> stack.push(Tuple.of(stack.pop(1)));
      case Opcode.TUPLE2 -> stack.push(Tuple.of(stack.pop(2)));
      case Opcode.TUPLE3 -> stack.push(Tuple.of(stack.pop(3)));
      case Opcode.TUPLE -> stack.push(Tuple.of(stack.popToMark()));
      case Opcode.EMPTY_LIST -> stack.push(new Sequence());
      case Opcode.APPEND -> append(stack.pop(1));
      case Opcode.APPENDS -> append(stack.popToMark());
      case Opcode.EMPTY_DICT -> stack.push(new Dictionary());
      case Opcode.SETITEM -> setItems(stack.pop(2));
      case Opcode.SETITEMS -> setItems(stack.popToMark());
      default -> throw input.refuse("opcode 0x%02x".formatted(opcode));
    }
  }

  private Named named(String module, String name) throws ModelFormatException {
    return new Named(
        KnownName.find(module, name)
            .orElseThrow(() -> input.refuse("it names '%s.%s'".formatted(module, name))));
  }

  private void stackGlobal() throws ModelFormatException {
    List<PickleValue> names = stack.pop(2);
    if (!(names.get(0) instanceof Text(String module))
        || !(names.get(1) instanceof Text(String name))) {
      throw input.corrupt("name that is not a string");
    }
    stack.push(named(module, name));
  }

  private void reduce() throws ModelFormatException {
    List<PickleValue> call = stack.pop(2);
    stack.push(calls.call(call.get(0), call.get(1)));
  }

  /** Drops the attributes of an OrderedDict: torch keeps version numbers of modules in them. */
  private void build() throws ModelFormatException {
    stack.pop();
    if (!(stack.top() instanceof Dictionary)) {
      throw input.refuse("sets the state of something that is no OrderedDict");
    }
  }

  private void append(List<PickleValue> items) throws ModelFormatException {
    if (!(stack.top() instanceof Sequence list)) {
      throw input.corrupt("appends to something that is no list");
    }
    items.forEach(list::add);
    stack.checkDepth(list);
  }

  private void setItems(List<PickleValue> items) throws ModelFormatException {
    if (!(stack.top() instanceof Dictionary dictionary) || items.size() % 2 != 0) {
      throw input.corrupt("sets items of something that is no dictionary");
    }
    for (int i = 0; i < items.size(); i += 2) {
      PickleValue key = items.get(i);
      if (!(key instanceof Text) && !(key instanceof Int)) {
        throw input.refuse("key of a dictionary that is neither a string nor an integer");
      }
      if (!dictionary.put(key, items.get(i + 1))) {
        throw input.corrupt("%s stands twice in a dictionary".formatted(key));
      }
    }
    stack.checkDepth(dictionary);
  }
}
