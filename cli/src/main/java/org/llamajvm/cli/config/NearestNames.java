package org.llamajvm.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.llamajvm.format.EditDistance;

/** Finds what somebody may have meant. */
final class NearestNames {

  private static final int MOST = 3;

  private NearestNames() {}

  /** The names that look most like one that is wrong; one letter looks like nothing. */
  static String of(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> name.length() > 1)
        .sorted(
            Comparator.<String>comparingInt(name -> EditDistance.of(wrong, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .collect(Collectors.joining(", "));
  }
}
