package org.llamajvm.models.constraint.schema;

import java.util.BitSet;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Rule;

/** What is left of an object after some of its members. */
@SuppressWarnings("ReferenceEquality") // equal nodes are the same object
final class ObjectRest extends Rule {

  private final ObjectSpec spec;
  private final BitSet passed;
  private final int count;
  private final boolean othersOnly;
  private final boolean owesOther;
  private BitSet possible;

  /**
   * What is left.
   *
   * @param passed keys that cannot come any more
   * @param count members so far, as far as it matters
   * @param othersOnly whether keys with names of their own are past
   * @param owesOther whether a key without a name of its own must come
   */
  ObjectRest(ObjectSpec spec, BitSet passed, int count, boolean othersOnly, boolean owesOther) {
    super(
        31 * (31 * (31 * spec.hashCode() + passed.hashCode()) + count)
            + (othersOnly ? 15 : 14)
            + (owesOther ? 2 : 0));
    this.spec = spec;
    this.passed = passed;
    this.count = count;
    this.othersOnly = othersOnly;
    this.owesOther = owesOther;
  }

  @Override
  public void expand(Readings readings) {
    int missing = missing().cardinality();
    if (missing == 0 && !owesOther && count >= spec.min()) {
      readings.add(count == 0 ? spec.syntax().emptyObjectEnd : spec.syntax().objectEnd, null);
    }
    if (count >= spec.max()) {
      return;
    }
    if (!possible().isEmpty()) {
      member(readings, new ObjectKey(spec, this, 0, spec.keys().size(), 0));
    }
    if (room(missing) && (spec.anyOrder() || missing == 0)) {
      for (ObjectSpec.OtherMembers other : spec.others()) {
        if (other.key().isProductive() && other.value().isProductive()) {
          Node value = spec.grammar().sequence(spec.syntax().colon, other.value());
          member(readings, spec.grammar().sequence(other.key(), other(value)));
        }
      }
    }
  }

  private Node other(Node value) {
    BitSet later = (BitSet) passed.clone();
    boolean last = !spec.anyOrder();
    ObjectRest rest =
        new ObjectRest(spec, later, spec.capped(count + 1), last || othersOnly, false);
    return spec.grammar().sequence(value, spec.grammar().intern(rest));
  }

  private void member(Readings readings, Node member) {
    Node node = spec.grammar().intern(member);
    if (count == 0) {
      readings.add(node, null);
    } else {
      readings.add(spec.syntax().comma, node);
    }
  }

  /** What follows a key. */
  Node after(int key) {
    BitSet later = (BitSet) passed.clone();
    later.set(key);
    if (!spec.anyOrder()) {
      for (int other = 0; other < spec.keys().size(); other++) {
        if (spec.ranks()[other] < spec.ranks()[key]) {
          later.set(other);
        }
      }
    }
    ObjectRest rest = new ObjectRest(spec, later, spec.capped(count + 1), false, owesOther);
    return spec.grammar()
        .sequence(
            spec.syntax().colon,
            spec.grammar().sequence(spec.values().get(key), spec.grammar().intern(rest)));
  }

  /** Required members that are yet to come. */
  private BitSet missing() {
    BitSet open = (BitSet) spec.required().clone();
    open.andNot(passed);
    return open;
  }

  /** Whether a member may come that is not required. */
  private boolean room(int missing) {
    return spec.max() == Integer.MAX_VALUE || count + 1 + missing <= spec.max();
  }

  /** Keys that may come next. */
  BitSet possible() {
    if (possible == null) {
      possible = findPossible();
    }
    return possible;
  }

  private BitSet findPossible() {
    BitSet found = new BitSet();
    if (othersOnly) {
      return found;
    }
    boolean room = room(missing().cardinality() + (owesOther ? 1 : 0));
    BitSet usable = usable();
    int last = lastRank(usable);
    for (int key = usable.nextSetBit(0); key >= 0; key = usable.nextSetBit(key + 1)) {
      if (spec.ranks()[key] <= last && (room || spec.required().get(key))) {
        found.set(key);
      }
    }
    return found;
  }

  /** Keys that have not passed and can have a value. */
  private BitSet usable() {
    BitSet usable = new BitSet();
    for (int key = passed.nextClearBit(0);
        key < spec.keys().size();
        key = passed.nextClearBit(key + 1)) {
      usable.set(key, spec.values().get(key).isProductive());
    }
    return usable;
  }

  /** Keys up to this rank may come next, so that all can come after them that must. */
  private int lastRank(BitSet usable) {
    int needed = hasOthers() ? 0 : spec.min() - count;
    if (needed > usable.cardinality()) {
      return -1;
    }
    if (spec.anyOrder()) {
      return Integer.MAX_VALUE;
    }
    int[] ranks = usable.stream().map(key -> spec.ranks()[key]).sorted().toArray();
    int last = needed <= 1 ? Integer.MAX_VALUE : ranks[ranks.length - needed];
    BitSet missing = missing();
    for (int key = missing.nextSetBit(0); key >= 0; key = missing.nextSetBit(key + 1)) {
      last = Math.min(last, spec.ranks()[key]);
    }
    return last;
  }

  private boolean hasOthers() {
    return spec.others().stream()
        .anyMatch(other -> other.key().isProductive() && other.value().isProductive());
  }

  @Override
  public boolean isProductive() {
    BitSet missing = missing();
    int least = count + missing.cardinality() + (owesOther ? 1 : 0);
    return least <= spec.max()
        && (!owesOther || hasOthers())
        && missing.stream().allMatch(key -> spec.values().get(key).isProductive())
        && (least >= spec.min() || hasOthers() || count + usable().cardinality() >= spec.min());
  }

  @Override
  protected boolean isSame(Node other) {
    ObjectRest rest = (ObjectRest) other;
    return spec == rest.spec
        && count == rest.count
        && othersOnly == rest.othersOnly
        && owesOther == rest.owesOther
        && passed.equals(rest.passed);
  }
}
