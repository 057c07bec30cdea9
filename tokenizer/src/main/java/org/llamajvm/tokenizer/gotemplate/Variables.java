package org.llamajvm.tokenizer.gotemplate;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.jinja.value.Value;

/** The variables of one execution of a template; a later one hides those of the same name. */
final class Variables {

  private final List<String> names = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();

  /**
   * The variable without a name alone.
   *
   * @param data what it is
   */
  Variables(Value data) {
    declare("", data);
  }

  void declare(String name, Value value) {
    names.add(name);
    values.add(value);
  }

  void assign(String name, Value value) {
    values.set(names.lastIndexOf(name), value);
  }

  Value get(String name) {
    return values.get(names.lastIndexOf(name));
  }

  int mark() {
    return names.size();
  }

  /** Forgets what was declared since a mark. */
  void reset(int mark) {
    names.subList(mark, names.size()).clear();
    values.subList(mark, values.size()).clear();
  }
}
