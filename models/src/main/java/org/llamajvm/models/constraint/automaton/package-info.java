/** Grammars over bytes, and the automaton that reads them. */
package org.llamajvm.models.constraint.automaton;
