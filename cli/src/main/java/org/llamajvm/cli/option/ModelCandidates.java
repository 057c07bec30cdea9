package org.llamajvm.cli.option;

import java.util.Iterator;
import java.util.List;

/**
 * What completes the name of a model: a word in whose place the scripts for shells ask for the
 * names that there are at that moment.
 */
public final class ModelCandidates implements Iterable<String> {

  /** The word. */
  public static final String PLACE = "LLAMA-MODEL-NAMES";

  /** Picocli makes it. */
  public ModelCandidates() {}

  @Override
  public Iterator<String> iterator() {
    return List.of(PLACE).iterator();
  }
}
