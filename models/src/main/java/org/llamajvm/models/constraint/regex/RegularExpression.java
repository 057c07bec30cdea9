package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;

/**
 * Compiles regular expressions. Anchors must stand at the ends of the expression or of one of its
 * alternatives; look-ahead must not stand within a repetition.
 */
public final class RegularExpression {

  private final Regexes regexes;
  private final Alphabet alphabet;
  private final Regex anything;

  private RegularExpression(Regexes regexes, Alphabet alphabet) {
    this.regexes = regexes;
    this.alphabet = alphabet;
    anything = regexes.star(alphabet.write(regexes, CodePoints.range(0, CodePoints.LAST)));
  }

  /**
   * The texts that match as a whole.
   *
   * @throws GrammarException if the expression is malformed or not supported
   */
  public static Regex whole(Regexes regexes, String expression, Alphabet alphabet) {
    Pattern pattern = new PatternParser(expression, regexes.limits()).parse();
    return new RegularExpression(regexes, alphabet).build(pattern, Side.CLOSED, Side.CLOSED);
  }

  /**
   * The texts in which the expression matches somewhere.
   *
   * @throws GrammarException if the expression is malformed or not supported
   */
  public static Regex anywhere(Regexes regexes, String expression, Alphabet alphabet) {
    Pattern pattern = new PatternParser(expression, regexes.limits()).parse();
    return new RegularExpression(regexes, alphabet).build(pattern, Side.OPEN, Side.OPEN);
  }

  /** What is beyond one side of a part. */
  private enum Side {
    /** The end of the text. */
    CLOSED,
    /** Any text, unless an anchor says that there is none. */
    OPEN,
    /** Other parts. */
    INNER
  }

  private Regex build(Pattern pattern, Side left, Side right) {
    regexes.limits().checkTime();
    return switch (pattern) {
      case Pattern.Chars chars -> extend(alphabet.write(regexes, chars.set()), left, right);
      case Pattern.Concat concat -> concat(concat.parts(), left, right);
      case Pattern.Or or ->
          regexes.or(or.options().stream().map(o -> build(o, left, right)).toList());
      case Pattern.Repeat repeat ->
          extend(
              regexes.repeat(
                  build(repeat.part(), Side.INNER, Side.INNER), repeat.min(), repeat.max()),
              left,
              right);
      case Pattern.Start _ -> anchor(left, right, "^");
      case Pattern.End _ -> anchor(right, left, "$");
      case Pattern.Ahead _ -> concat(List.of(pattern), left, right);
    };
  }

  private Regex extend(Regex regex, Side left, Side right) {
    return regexes.concat(
        left == Side.OPEN ? anything : regexes.empty(),
        regex,
        right == Side.OPEN ? anything : regexes.empty());
  }

  /** An anchor that stands alone. */
  private Regex anchor(Side side, Side other, String sign) {
    if (side == Side.INNER) {
      throw new GrammarException(
          "a regular expression has '%s' where it cannot match or is not supported"
              .formatted(sign));
    }
    return other == Side.OPEN ? anything : regexes.empty();
  }

  private Regex concat(List<Pattern> parts, Side left, Side right) {
    int from = 0;
    int to = parts.size();
    Side before = left;
    Side after = right;
    while (from < to && left != Side.INNER && parts.get(from) instanceof Pattern.Start) {
      from++;
      before = Side.CLOSED;
    }
    while (to > from && right != Side.INNER && parts.get(to - 1) instanceof Pattern.End) {
      to--;
      after = Side.CLOSED;
    }
    List<Pattern> rest = parts.subList(from, to);
    if (rest.isEmpty()) {
      return before == Side.OPEN || after == Side.OPEN ? anything : regexes.empty();
    }
    for (int i = 0; i < rest.size(); i++) {
      if (rest.get(i) instanceof Pattern.Ahead ahead) {
        return ahead(rest, i, ahead, before, after);
      }
    }
    List<Regex> built = new ArrayList<>();
    for (int i = 0; i < rest.size(); i++) {
      built.add(
          build(
              rest.get(i),
              i == 0 ? before : Side.INNER,
              i == rest.size() - 1 ? after : Side.INNER));
    }
    return regexes.concat(built.toArray(Regex[]::new));
  }

  /** What comes before, then all that goes on so and fits the look-ahead, too. */
  private Regex ahead(
      List<Pattern> parts, int index, Pattern.Ahead ahead, Side before, Side after) {
    if (after == Side.INNER) {
      throw new GrammarException(
          "a regular expression has a look-ahead in a group that something follows;"
              + " that is not supported");
    }
    Regex condition = build(ahead.part(), Side.CLOSED, Side.OPEN);
    Regex rest = concat(parts.subList(index + 1, parts.size()), Side.CLOSED, after);
    Regex both =
        ahead.negative() ? regexes.and(rest, regexes.not(condition)) : regexes.and(rest, condition);
    if (index == 0) {
      return extend(both, before, Side.CLOSED);
    }
    return regexes.concat(concat(parts.subList(0, index), before, Side.INNER), both);
  }
}
