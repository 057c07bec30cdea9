package org.llamajvm.models.constraint.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.GrammarException;

/** What a schema asks for and is not enforced. One thread at a time. */
final class Findings {

  private final boolean strict;
  private final Set<String> unenforced = new LinkedHashSet<>();
  private int probes;

  /**
   * None yet.
   *
   * @param strict whether anything that is not enforced is a fault
   */
  Findings(boolean strict) {
    this.strict = strict;
  }

  /**
   * Something is not enforced.
   *
   * @throws GrammarException if that is a fault
   */
  void add(String place, String what) {
    if (probes > 0) {
      return;
    }
    if (strict) {
      throw new GrammarException("%s: %s cannot be enforced".formatted(place, what));
    }
    unenforced.add("%s: %s cannot be enforced".formatted(place, what));
  }

  /** Until {@link #endProbe} nothing counts: only more is possible than the schema allows. */
  void beginProbe() {
    probes++;
  }

  void endProbe() {
    probes--;
  }

  /** What was found. */
  List<String> unenforced() {
    return List.copyOf(unenforced);
  }
}
