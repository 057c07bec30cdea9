package org.llamajvm.models.constraint.automaton;

import java.util.List;

/**
 * Tells where it does not matter which bytes of some sets follow: as in a word of letters, however
 * long it may be. One thread at a time, as the automaton.
 *
 * @param sets disjoint, at most 31; the same ones for all states of the automaton
 */
@SuppressWarnings("ReferenceEquality") // there is one state of each kind
public record AnyBytes(Automaton automaton, List<ByteSet> sets) {

  /**
   * Whether the next bytes may be any of some sets: all lead to the same state, and so on.
   *
   * @param which a bit for each set that counts
   * @param most how many bytes follow each other at most
   */
  public boolean mayFollow(State state, int which, int most) {
    State at = state;
    for (int i = 0; i < most; i++) {
      State next = after(at, which);
      if (next == at) {
        return true;
      }
      if (automaton.isDead(next)) {
        return false;
      }
      at = next;
    }
    return true;
  }

  /** The state after any byte of several sets; a dead one if it is not always the same. */
  private State after(State state, int which) {
    if (state.afterSets == null) {
      state.afterSets = new State[sets.size()];
    }
    State common = null;
    for (int rest = which; rest != 0; rest &= rest - 1) {
      State next = afterSet(state, Integer.numberOfTrailingZeros(rest));
      if (common != null && next != common) {
        return automaton.dead();
      }
      common = next;
    }
    return common == null ? automaton.dead() : common;
  }

  private State afterSet(State state, int index) {
    if (state.afterSets[index] == null) {
      state.afterSets[index] = find(state, sets.get(index));
    }
    return state.afterSets[index];
  }

  private State find(State state, ByteSet set) {
    State common = automaton.step(state, set.next(0));
    for (int b = set.next(0); b >= 0; b = b == 255 ? -1 : set.next(b + 1)) {
      if (automaton.step(state, b) != common) {
        return automaton.dead();
      }
    }
    return common;
  }
}
