package org.llamajvm.models.constraint.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.Regexes;

/**
 * What a value must be, all at once: schemas without alternatives. Conditions of one type say
 * nothing of values of other types. One thread at a time.
 */
final class Conditions {

  /**
   * What items are, as one schema says.
   *
   * @param first schemas of the first items
   * @param rest schema of the later ones
   */
  record Items(List<?> first, Object rest) {}

  /**
   * What members are, as one schema says.
   *
   * @param others schema of members that the other two do not name; null for any
   */
  record Members(Map<?, ?> named, Map<?, ?> patterns, Object others) {}

  /**
   * Items of which there must be some.
   *
   * @param schema what they are
   * @param min how many
   */
  record Contains(Object schema, int min) {}

  int types = Types.ALL;

  /** Whether numbers are whole. */
  boolean whole;

  /** Whether numbers are not whole. */
  boolean broken;

  /** The only values; null if there are others. */
  List<Object> allowed;

  Set<Object> excluded = new LinkedHashSet<>();
  BigDecimal min;
  boolean minOpen;
  BigDecimal max;
  boolean maxOpen;
  Set<BigDecimal> multiples = new LinkedHashSet<>();
  int minLength;
  int maxLength = Regexes.UNBOUNDED;
  Set<String> patterns = new LinkedHashSet<>();
  Set<String> notPatterns = new LinkedHashSet<>();
  Set<String> formats = new LinkedHashSet<>();
  Set<String> notFormats = new LinkedHashSet<>();
  int minItems;
  int maxItems = Integer.MAX_VALUE;
  boolean unique;
  List<Items> items = new ArrayList<>();
  List<Contains> contains = new ArrayList<>();
  int minMembers;
  int maxMembers = Integer.MAX_VALUE;
  Set<String> required = new LinkedHashSet<>();
  List<Members> members = new ArrayList<>();
  List<Object> nameSchemas = new ArrayList<>();

  /** Objects must have a member with a name beyond each of these sets. */
  List<Set<?>> otherThan = new ArrayList<>();

  /** Whether objects must have a member that neither a schema of members nor a set above names. */
  boolean needsOther;

  /** Names of the sets above, once they are taken apart. */
  Set<Object> notOther = new LinkedHashSet<>();

  /** Schemas whose conditions these are. */
  Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The same, to be changed apart. */
  Conditions copy() {
    Conditions copy = new Conditions();
    copy.types = types;
    copy.whole = whole;
    copy.broken = broken;
    copy.allowed = allowed == null ? null : new ArrayList<>(allowed);
    copy.excluded = new LinkedHashSet<>(excluded);
    copy.min = min;
    copy.minOpen = minOpen;
    copy.max = max;
    copy.maxOpen = maxOpen;
    copy.multiples = new LinkedHashSet<>(multiples);
    copy.minLength = minLength;
    copy.maxLength = maxLength;
    copy.patterns = new LinkedHashSet<>(patterns);
    copy.notPatterns = new LinkedHashSet<>(notPatterns);
    copy.formats = new LinkedHashSet<>(formats);
    copy.notFormats = new LinkedHashSet<>(notFormats);
    copy.minItems = minItems;
    copy.maxItems = maxItems;
    copy.unique = unique;
    copy.items = new ArrayList<>(items);
    copy.contains = new ArrayList<>(contains);
    copy.minMembers = minMembers;
    copy.maxMembers = maxMembers;
    copy.required = new LinkedHashSet<>(required);
    copy.members = new ArrayList<>(members);
    copy.nameSchemas = new ArrayList<>(nameSchemas);
    copy.otherThan = new ArrayList<>(otherThan);
    copy.needsOther = needsOther;
    copy.notOther = new LinkedHashSet<>(notOther);
    copy.seen = Collections.newSetFromMap(new IdentityHashMap<>());
    copy.seen.addAll(seen);
    return copy;
  }

  /** How many things are said: so much work it is to copy them. */
  int size() {
    return (allowed == null ? 0 : allowed.size())
        + excluded.size()
        + patterns.size()
        + notPatterns.size()
        + items.size()
        + contains.size()
        + required.size()
        + members.size()
        + nameSchemas.size()
        + otherThan.size()
        + notOther.size()
        + seen.size();
  }

  boolean has(int type) {
    return (types & type) != 0;
  }

  void atLeast(BigDecimal value, boolean open) {
    int order = min == null ? 1 : value.compareTo(min);
    if (order > 0) {
      min = value;
      minOpen = open;
    } else if (order == 0) {
      minOpen |= open;
    }
  }

  void atMost(BigDecimal value, boolean open) {
    int order = max == null ? -1 : value.compareTo(max);
    if (order < 0) {
      max = value;
      maxOpen = open;
    } else if (order == 0) {
      maxOpen |= open;
    }
  }

  void only(List<?> values) {
    if (allowed == null) {
      allowed = new ArrayList<>(values);
    } else {
      allowed.retainAll(new HashSet<>(values));
    }
  }

  /** Whether numbers are any. */
  boolean hasAnyNumber() {
    return min == null && max == null && multiples.isEmpty() && !broken && !excludes(Types.NUMBER);
  }

  boolean excludes(int type) {
    return excluded.stream().anyMatch(value -> Types.of(value) == type);
  }

  /** Names of members that a schema of members has, or that do not count as other ones. */
  Set<String> names() {
    Set<String> found = new LinkedHashSet<>();
    members.forEach(rule -> rule.named().keySet().forEach(name -> found.add((String) name)));
    found.addAll(required);
    notOther.forEach(name -> found.add((String) name));
    return found;
  }

  /** Whether members have names that a schema names. */
  boolean isClosed() {
    return members.stream()
        .anyMatch(rule -> Boolean.FALSE.equals(rule.others()) && rule.patterns().isEmpty());
  }

  /** The schemas of an item. */
  List<Object> item(int index) {
    List<Object> schemas = new ArrayList<>();
    for (Items rule : items) {
      schemas.add(index < rule.first().size() ? rule.first().get(index) : rule.rest());
    }
    return schemas;
  }

  /** Items from this one on are alike. */
  int firstItems() {
    return items.stream().mapToInt(rule -> rule.first().size()).max().orElse(0);
  }
}
