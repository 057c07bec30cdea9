package org.llamajvm.models.constraint.schema;

import org.llamajvm.models.constraint.automaton.ByteSet;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.SortedTexts;
import org.llamajvm.models.constraint.automaton.Terminal;

/** What is left of a key with a name of its own, and the rest of the object after it. */
@SuppressWarnings("ReferenceEquality") // equal nodes are the same object
final class ObjectKey extends Terminal {

  private final ObjectSpec spec;
  private final ObjectRest object;
  private final int from;
  private final int to;
  private final int depth;

  /**
   * What is left.
   *
   * @param object before the key
   * @param from the first key that begins so
   * @param to behind the last key that begins so
   * @param depth bytes that were read
   */
  ObjectKey(ObjectSpec spec, ObjectRest object, int from, int to, int depth) {
    super(31 * (31 * (31 * object.hashCode() + from) + to) + depth + 16);
    this.spec = spec;
    this.object = object;
    this.from = from;
    this.to = to;
    this.depth = depth;
  }

  @Override
  public boolean isNullable() {
    return false;
  }

  @Override
  public boolean isProductive() {
    return true;
  }

  @Override
  public Node step(int value) {
    SortedTexts keys = spec.keys();
    int low = keys.lowerBound(from, to, depth, value);
    int high = keys.lowerBound(low, to, depth, value + 1);
    int key = object.possible().nextSetBit(low);
    if (low >= high || key < 0 || key >= high) {
      return null;
    }
    if (keys.endsAt(low, high, depth + 1)) {
      return object.after(low);
    }
    return spec.grammar().intern(new ObjectKey(spec, object, low, high, depth + 1));
  }

  @Override
  public void addFirst(ByteSet bytes) {
    int key = object.possible().nextSetBit(from);
    while (key >= 0 && key < to) {
      int value = spec.keys().at(key, depth);
      bytes.add(value, value);
      key = object.possible().nextSetBit(spec.keys().lowerBound(key, to, depth, value + 1));
    }
  }

  @Override
  protected boolean isSame(Node other) {
    ObjectKey key = (ObjectKey) other;
    return object == key.object && from == key.from && to == key.to && depth == key.depth;
  }
}
