package org.llamajvm.models.constraint;

import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.Node;

/** Builds one part of a grammar, again for each grammar. */
@FunctionalInterface
interface Part {

  Node build(Grammar grammar);
}
