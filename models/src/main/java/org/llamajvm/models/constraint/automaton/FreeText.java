package org.llamajvm.models.constraint.automaton;

/**
 * Any text up to a trigger; then what follows the trigger. May end before, unless a trigger is
 * required. Special tokens occur in triggers alone.
 */
final class FreeText extends Terminal {

  private final Grammar grammar;
  private final TriggerTable table;
  private final int state;
  private final boolean required;

  FreeText(Grammar grammar, TriggerTable table, int state, boolean required) {
    super(31 * (31 * System.identityHashCode(table) + state) + (required ? 21 : 22));
    this.grammar = grammar;
    this.table = table;
    this.state = state;
    this.required = required;
  }

  @Override
  public boolean isNullable() {
    return !required && !table.isInsideSpecial(state);
  }

  @Override
  public boolean isProductive() {
    return !required || table.hasThen();
  }

  @Override
  public Node step(int value) {
    int next = table.step(state, value);
    boolean special = table.isInsideSpecial(state) || value == SpecialBytes.MARK;
    Node then = table.then(next);
    if (then != null) {
      return then.isProductive() ? then : null;
    }
    if (special && !table.isInsideSpecial(next)) {
      return null;
    }
    return grammar.intern(new FreeText(grammar, table, next, required));
  }

  @Override
  public void addFirst(ByteSet bytes) {
    bytes.add(0, 255);
  }

  @Override
  protected boolean isSame(Node other) {
    FreeText text = (FreeText) other;
    return table == text.table && state == text.state && required == text.required;
  }
}
