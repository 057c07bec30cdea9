package org.llamajvm.convert.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.ModelFormatException;

/** The stack, the marks and the memo of the machine that a pickle is a program for. */
final class PickleStack {

  private static final int MOST_VALUES = 1 << 14;
  private static final int MOST_MARKS = 32;
  private static final int MOST_MEMOS = 1 << 20;
  private static final int DEEPEST = 32;

  private final PickleInput input;
  private final List<PickleValue> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();

  PickleStack(PickleInput input) {
    this.input = input;
  }

  int size() {
    return values.size();
  }

  void push(PickleValue value) throws ModelFormatException {
    if (values.size() == MOST_VALUES) {
      throw input.refuse("more than %d values on the stack".formatted(MOST_VALUES));
    }
    checkDepth(value);
    values.add(value);
  }

  /** Refuses values that hold each other too deeply; to be called whenever one has grown. */
  void checkDepth(PickleValue value) throws ModelFormatException {
    if (value.depth() > DEEPEST) {
      throw input.refuse("more than %d containers within each other".formatted(DEEPEST));
    }
  }

  PickleValue pop() throws ModelFormatException {
    top();
    return values.removeLast();
  }

  PickleValue top() throws ModelFormatException {
    if (values.size() == floor()) {
      throw input.corrupt("takes a value from an empty stack");
    }
    return values.getLast();
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.getLast();
  }

  void mark() throws ModelFormatException {
    if (marks.size() == MOST_MARKS) {
      throw input.refuse("more than %d marks within each other".formatted(MOST_MARKS));
    }
    marks.add(values.size());
  }

  /** Takes away the last mark and all values above it, which are returned in order. */
  List<PickleValue> popToMark() throws ModelFormatException {
    if (marks.isEmpty()) {
      throw input.corrupt("takes a mark that was never set");
    }
    List<PickleValue> above = values.subList(marks.removeLast(), values.size());
    List<PickleValue> taken = List.copyOf(above);
    above.clear();
    return taken;
  }

  /** Takes away the last {@code count} values, which are returned in order. */
  List<PickleValue> pop(int count) throws ModelFormatException {
    if (values.size() - floor() < count) {
      throw input.corrupt("takes %d values from a stack of %d".formatted(count, values.size()));
    }
    List<PickleValue> above = values.subList(values.size() - count, values.size());
    List<PickleValue> taken = List.copyOf(above);
    above.clear();
    return taken;
  }

  /** Keeps the value on top under a number. */
  void memoize(long number) throws ModelFormatException {
    if (number >= MOST_MEMOS || memo.size() == MOST_MEMOS) {
      throw input.refuse("memo of more than %d values".formatted(MOST_MEMOS));
    }
    memo.put(number, top());
  }

  /** Keeps the value on top under the next number. */
  void memoizeNext() throws ModelFormatException {
    memoize(memo.size());
  }

  PickleValue recall(long number) throws ModelFormatException {
    PickleValue value = memo.get(number);
    if (value == null) {
      throw input.corrupt("recalls value %d that was never kept".formatted(number));
    }
    return value;
  }
}
