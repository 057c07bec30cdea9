package org.llamajvm.models.constraint.automaton;

import java.util.Arrays;
import java.util.stream.Stream;

/** What is in each of several. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class And extends Regex {

  final Regex[] parts;

  And(Regexes factory, Regex[] parts) {
    super(
        factory,
        31 * Arrays.hashCode(parts) + 5,
        levels(parts),
        Stream.of(parts).allMatch(Regex::isNullable),
        true);
    this.parts = parts;
  }

  @Override
  Regex derivative(int value) {
    Regex[] rests = new Regex[parts.length];
    for (int i = 0; i < parts.length; i++) {
      rests[i] = parts[i].derive(value);
      if (rests[i] == factory.none()) {
        return factory.none();
      }
    }
    return factory.and(Arrays.asList(rests));
  }

  @Override
  void addBorders(ByteSet target) {
    for (Regex part : parts) {
      target.addAll(part.borders());
    }
  }

  @Override
  public void addFirst(ByteSet bytes) {
    ByteSet common = ByteSet.range(0, 255);
    for (Regex part : parts) {
      ByteSet first = new ByteSet();
      part.addFirst(first);
      common.retainAll(first);
    }
    bytes.addAll(common);
  }

  @Override
  protected boolean isSame(Node other) {
    return Parts.areSame(parts, ((And) other).parts);
  }
}
