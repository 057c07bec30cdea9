package org.llamajvm.models.constraint.automaton;

/** Compares parts of nodes. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Parts {

  private Parts() {}

  /** Whether both have the very same objects. */
  static boolean areSame(Object[] some, Object[] others) {
    if (some.length != others.length) {
      return false;
    }
    for (int i = 0; i < some.length; i++) {
      if (some[i] != others[i]) {
        return false;
      }
    }
    return true;
  }
}
