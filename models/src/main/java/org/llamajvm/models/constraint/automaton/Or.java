package org.llamajvm.models.constraint.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One of several. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Or extends Regex {

  final Regex[] parts;

  Or(Regexes factory, Regex[] parts) {
    super(
        factory,
        31 * Arrays.hashCode(parts) + 4,
        levels(parts),
        Stream.of(parts).anyMatch(Regex::isNullable),
        Stream.of(parts).anyMatch(Regex::isLogical));
    this.parts = parts;
  }

  @Override
  Regex derivative(int value) {
    List<Regex> rests = new ArrayList<>();
    for (Regex part : parts) {
      Regex rest = part.derive(value);
      if (rest != factory.none()) {
        rests.add(rest);
      }
    }
    return factory.or(rests);
  }

  @Override
  void addBorders(ByteSet target) {
    for (Regex part : parts) {
      target.addAll(part.borders());
    }
  }

  @Override
  public void addFirst(ByteSet bytes) {
    for (Regex part : parts) {
      part.addFirst(bytes);
    }
  }

  @Override
  protected boolean isSame(Node other) {
    return Parts.areSame(parts, ((Or) other).parts);
  }
}
