package org.llamajvm.models.constraint.schema;

import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Rule;

/** What is left of an array after some of its items. */
@SuppressWarnings("ReferenceEquality") // equal nodes are the same object
final class ArrayRest extends Rule {

  private final ArraySpec spec;
  private final int count;
  private final int wanted;

  /**
   * What is left.
   *
   * @param count items so far, as far as it matters
   * @param wanted items that {@code contains} still asks for
   */
  ArrayRest(ArraySpec spec, int count, int wanted) {
    super(31 * (31 * (31 * spec.hashCode() + count) + wanted) + 17);
    this.spec = spec;
    this.count = count;
    this.wanted = wanted;
  }

  @Override
  public void expand(Readings readings) {
    if (wanted == 0 && count >= spec.min()) {
      readings.add(count == 0 ? spec.syntax().emptyArrayEnd : spec.syntax().arrayEnd, null);
    }
    if (count >= spec.max()) {
      return;
    }
    add(readings, spec.item(count), wanted);
    if (wanted > 0) {
      add(readings, spec.wantedItem(count), wanted - 1);
    }
  }

  private void add(Readings readings, Node item, int wantedThen) {
    ArrayRest then = new ArrayRest(spec, spec.capped(count + 1), wantedThen);
    if (!item.isProductive() || !then.isProductive()) {
      return;
    }
    Node rest = spec.grammar().intern(then);
    if (count == 0) {
      readings.add(item, rest);
    } else {
      readings.add(spec.syntax().comma, spec.grammar().sequence(item, rest));
    }
  }

  @Override
  public boolean isProductive() {
    int left = wanted;
    int index = count;
    int known = Math.max(spec.first().size(), spec.firstWanted().size());
    while (index < spec.min() || left > 0) {
      if (index >= spec.max()) {
        return false;
      }
      boolean takes = left > 0 && spec.wantedItem(index).isProductive();
      if (!takes && !spec.item(index).isProductive()) {
        return false;
      }
      left -= takes ? 1 : 0;
      if (index >= known) {
        return left == 0
            ? true
            : takes && (spec.max() == Integer.MAX_VALUE || index + 1 + left <= spec.max());
      }
      index++;
    }
    return true;
  }

  @Override
  protected boolean isSame(Node other) {
    ArrayRest rest = (ArrayRest) other;
    return spec == rest.spec && count == rest.count && wanted == rest.wanted;
  }
}
