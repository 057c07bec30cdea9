package org.llamajvm.models.constraint.automaton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes regular languages, each once. One thread at a time. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
public final class Regexes {

  /** No bound of repetitions. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** How many derivatives are looked at to learn whether a language is empty. */
  private static final int MOST_SEARCHED = 20_000;

  private final Map<Node, Node> interned = new HashMap<>();
  private final Limits limits;
  private int serial;
  private final Regex none;
  private final Regex empty;
  private final Regex all;
  private final Regex jsonCharacter;

  Regexes(Limits limits) {
    this.limits = limits;
    none = intern(new Bytes(this, new ByteSet()));
    empty = intern(new Empty(this));
    all = not(none);
    jsonCharacter = JsonCharacter.any(this);
  }

  /** Bounds of what the languages may cost. */
  public Limits limits() {
    return limits;
  }

  @SuppressWarnings("unchecked") // an equal node has the same class
  <T extends Node> T intern(T node) {
    Node known = interned.putIfAbsent(node, node);
    if (known == null) {
      node.serial = serial++;
      limits.check(interned.size());
      return node;
    }
    return (T) known;
  }

  /** Nodes that are known. */
  int size() {
    return interned.size();
  }

  /** Forgets all derivatives; what is in use stays valid. */
  void forget() {
    interned
        .values()
        .forEach(node -> {
          if (node instanceof Regex regex) {
            regex.forget();
          }
        });
    interned.clear();
    intern(none);
    intern(empty);
    intern(all);
    intern(jsonCharacter);
  }

  /** No text. */
  public Regex none() {
    return none;
  }

  /** The empty text alone. */
  public Regex empty() {
    return empty;
  }

  /** Every sequence of bytes. */
  public Regex all() {
    return all;
  }

  /** Any {@linkplain JsonCharacter character} of a JSON string. */
  public Regex jsonCharacter() {
    return jsonCharacter;
  }

  /** One byte of a set. */
  public Regex bytes(ByteSet set) {
    return intern(new Bytes(this, set.copy()));
  }

  /** These bytes. */
  public Regex literal(byte[] text) {
    Regex result = empty;
    for (int i = text.length - 1; i >= 0; i--) {
      result = concat(bytes(ByteSet.range(text[i] & 0xff, text[i] & 0xff)), result);
    }
    return result;
  }

  /**
   * These characters in UTF-8.
   *
   * @throws GrammarException if there is half of a surrogate pair
   */
  public Regex literal(String text) {
    return literal(Utf8.encode(text));
  }

  /** One of several texts, of which there may be many. */
  public Regex literals(Collection<byte[]> texts) {
    return literals(texts, bytes(ByteSet.range(0, 0)));
  }

  /**
   * One of several texts, of which there may be many, with gaps.
   *
   * @param texts in which 0 stands for a gap
   * @param gap what may stand there
   */
  public Regex literals(Collection<byte[]> texts, Regex gap) {
    SortedTexts sorted = new SortedTexts(texts, limits);
    return literals(sorted, gap, 0, sorted.size(), 0);
  }

  Regex literals(SortedTexts texts, Regex gap, int from, int to, int depth) {
    if (from >= to) {
      return none;
    }
    int first = texts.endsAt(from, to, depth) ? from + 1 : from;
    Regex ended = first > from ? empty : none;
    if (first == to) {
      return ended;
    }
    if (texts.at(first, depth) != 0) {
      return intern(new Literals(this, texts, gap, from, to, depth));
    }
    int others = texts.lowerBound(first, to, depth, 1);
    Regex behind = concat(gap, literals(texts, gap, first, others, depth + 1));
    return or(List.of(ended, behind, literals(texts, gap, others, to, depth)));
  }

  /**
   * Digits, perhaps with a decimal point, whose value is a multiple of {@code step · 10^-places}.
   *
   * @param step positive
   * @param places at least 0
   */
  public Regex multiples(int step, int places) {
    return intern(new Multiple(this, step, places));
  }

  /** The texts that begin with a reading, as far as they are not read yet. */
  public Regex read(Reading reading) {
    return intern(new Read(this, reading));
  }

  /** One after the other. */
  public Regex concat(Regex first, Regex second) {
    if (first == none || second == none) {
      return none;
    }
    if (first == empty) {
      return second;
    }
    if (second == empty) {
      return first;
    }
    if (!(first instanceof Concat)) {
      return intern(new Concat(this, first, second));
    }
    Deque<Regex> heads = new ArrayDeque<>();
    Regex last = first;
    while (last instanceof Concat concat) {
      heads.push(concat.first);
      last = concat.second;
    }
    Regex result = intern(new Concat(this, last, second));
    while (!heads.isEmpty()) {
      result = intern(new Concat(this, heads.pop(), result));
    }
    return result;
  }

  /** One after the other. */
  public Regex concat(Regex... parts) {
    Regex result = empty;
    for (int i = parts.length - 1; i >= 0; i--) {
      result = concat(parts[i], result);
    }
    return result;
  }

  /** One of two. */
  public Regex or(Regex first, Regex second) {
    return first == second ? first : or(List.of(first, second));
  }

  /** One of several. */
  public Regex or(Collection<Regex> options) {
    limits.checkTime(options.size() / 8);
    Set<Regex> parts = new HashSet<>();
    ByteSet bytes = new ByteSet();
    Deque<Regex> open = new ArrayDeque<>(options);
    while (!open.isEmpty()) {
      Regex option = open.pop();
      switch (option) {
        case Or or -> open.addAll(List.of(or.parts));
        case Bytes set -> bytes.addAll(set.set);
        default -> parts.add(option);
      }
    }
    if (parts.contains(all)) {
      return all;
    }
    if (bytes.size() > 0) {
      parts.add(bytes(bytes));
    }
    if (parts.contains(empty) && parts.stream().anyMatch(p -> p != empty && p.isNullable())) {
      parts.remove(empty);
    }
    return switch (parts.size()) {
      case 0 -> none;
      case 1 -> parts.iterator().next();
      default -> intern(new Or(this, sorted(parts)));
    };
  }

  /** What is in both. */
  public Regex and(Regex first, Regex second) {
    return first == second ? first : and(List.of(first, second));
  }

  /** What is in each of several. */
  public Regex and(Collection<Regex> conditions) {
    limits.checkTime(conditions.size() / 8);
    Set<Regex> parts = new HashSet<>();
    ByteSet bytes = null;
    Deque<Regex> open = new ArrayDeque<>(conditions);
    while (!open.isEmpty()) {
      Regex condition = open.pop();
      switch (condition) {
        case And and -> open.addAll(List.of(and.parts));
        case Bytes set -> {
          bytes = bytes == null ? ByteSet.range(0, 255) : bytes;
          bytes.retainAll(set.set);
        }
        default -> parts.add(condition);
      }
    }
    parts.remove(all);
    if (bytes != null) {
      parts.add(bytes(bytes));
    }
    if (parts.contains(none)) {
      return none;
    }
    if (parts.contains(empty)) {
      return parts.stream().allMatch(Regex::isNullable) ? empty : none;
    }
    return switch (parts.size()) {
      case 0 -> all;
      case 1 -> parts.iterator().next();
      default -> intern(new And(this, sorted(parts)));
    };
  }

  /** Every sequence of bytes that is not in the language. */
  public Regex not(Regex regex) {
    return regex instanceof Not not ? not.part : intern(new Not(this, regex));
  }

  /** Any number of times. */
  public Regex star(Regex regex) {
    return repeat(regex, 0, UNBOUNDED);
  }

  /** Once or not at all. */
  public Regex optional(Regex regex) {
    return or(empty, regex);
  }

  /**
   * So many times.
   *
   * @param min at least 0
   * @param max at least {@code min}, or {@link #UNBOUNDED}
   */
  public Regex repeat(Regex regex, int min, int max) {
    if (max == 0 || regex == empty) {
      return empty;
    }
    if (regex == none) {
      return min == 0 ? empty : none;
    }
    if (min == 1 && max == 1) {
      return regex;
    }
    int least = regex.isNullable() ? 0 : min;
    if (regex instanceof Repeat inner && inner.min == 0 && inner.max == UNBOUNDED) {
      return regex;
    }
    return intern(new Repeat(this, regex, least, max));
  }

  private static Regex[] sorted(Collection<Regex> parts) {
    List<Regex> list = new ArrayList<>(parts);
    list.sort(Comparator.comparingInt(part -> part.serial));
    return list.toArray(Regex[]::new);
  }

  /**
   * Whether no text belongs to a language.
   *
   * @throws TooComplexException if that takes too long to find out
   */
  public boolean isEmpty(Regex regex) {
    if (regex == none) {
      return true;
    }
    if (regex.content == Regex.Content.UNKNOWN) {
      search(regex);
    }
    return regex.content == Regex.Content.NONE;
  }

  /** Looks for a text, depth first. */
  private void search(Regex start) {
    Set<Regex> seen = new HashSet<>();
    Deque<Regex> path = new ArrayDeque<>();
    Deque<Integer> bytes = new ArrayDeque<>();
    seen.add(start);
    path.push(start);
    bytes.push(0);
    while (!path.isEmpty()) {
      int value = bytes.pop();
      if (value < 0) {
        path.pop();
        continue;
      }
      bytes.push(value == 255 ? -1 : path.peek().borders().next(value + 1));
      Regex next = path.peek().derive(value);
      if (next == none || next.content == Regex.Content.NONE) {
        continue;
      }
      if (next.content == Regex.Content.SOME) {
        path.forEach(regex -> regex.content = Regex.Content.SOME);
        return;
      }
      if (seen.add(next)) {
        if (seen.size() > MOST_SEARCHED) {
          throw new TooComplexException(
              "a combination of patterns is too complex: more than %d states"
                  .formatted(MOST_SEARCHED));
        }
        path.push(next);
        bytes.push(0);
      }
    }
    seen.forEach(regex -> regex.content = Regex.Content.NONE);
  }
}
