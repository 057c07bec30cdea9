package org.llamajvm.models.constraint.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Limits;
import org.llamajvm.models.constraint.automaton.TooLongException;

/**
 * Finds schemas that no value fits, as far as that is easy: what it does not find is not wrong. One
 * thread at a time.
 */
final class Disjointness {

  /** How deep to look into members. */
  private static final int DEEPEST = 3;

  private final Flattener flattener;
  private final Findings findings;
  private final Patterns patterns;
  private final IdentityHashMap<Object, Map<Object, Boolean>> known = new IdentityHashMap<>();
  private final Limits limits;
  private int depth;

  Disjointness(Flattener flattener, Findings findings, Patterns patterns, Limits limits) {
    this.limits = limits;
    this.flattener = flattener;
    this.findings = findings;
    this.patterns = patterns;
  }

  /** Whether surely no value fits both schemas. */
  boolean areDisjoint(Object first, Object second) {
    limits.checkTime();
    Map<Object, Boolean> row = known.computeIfAbsent(first, _ -> new IdentityHashMap<>());
    Boolean answer = row.get(second);
    if (answer == null) {
      answer = isImpossible(Arrays.asList(first, second));
      row.put(second, answer);
      known.computeIfAbsent(second, _ -> new IdentityHashMap<>()).put(first, answer);
    }
    return answer;
  }

  /** Whether surely no value fits all schemas. */
  private boolean isImpossible(List<?> schemas) {
    if (depth >= DEEPEST) {
      return false;
    }
    depth++;
    findings.beginProbe();
    try {
      return flattener.flatten(schemas).isEmpty();
    } catch (TooLongException e) {
      throw e;
    } catch (GrammarException e) {
      return false; // shows where the schema itself is looked at
    } finally {
      findings.endProbe();
      depth--;
    }
  }

  /** Takes types away of which no value fits. */
  void prune(Conditions conditions) {
    limits.checkTime(1 + conditions.size() / 8);
    if (conditions.allowed != null) {
      conditions.allowed.removeIf(
          value -> !conditions.has(Types.of(value)) || conditions.excluded.contains(value));
      int types = conditions.allowed.stream().mapToInt(Types::of).reduce(0, (a, b) -> a | b);
      conditions.types &= types;
    }
    if (conditions.has(Types.NUMBER) && isEmptyRange(conditions)) {
      conditions.types &= ~Types.NUMBER;
    }
    if (conditions.minLength > conditions.maxLength) {
      conditions.types &= ~Types.STRING;
    }
    if (conditions.minItems > conditions.maxItems) {
      conditions.types &= ~Types.ARRAY;
    }
    if (conditions.needsOther && conditions.isClosed()) {
      conditions.types &= ~Types.OBJECT;
    }
    if (conditions.has(Types.OBJECT) && hasImpossibleMember(conditions)) {
      conditions.types &= ~Types.OBJECT;
    }
    if (conditions.allowed != null) {
      conditions.allowed.removeIf(value -> !conditions.has(Types.of(value)));
    }
  }

  private static boolean isEmptyRange(Conditions conditions) {
    if (conditions.whole && conditions.broken) {
      return true;
    }
    if (conditions.min == null || conditions.max == null) {
      return false;
    }
    int order = conditions.min.compareTo(conditions.max);
    return order > 0 || (order == 0 && (conditions.minOpen || conditions.maxOpen));
  }

  private boolean hasImpossibleMember(Conditions conditions) {
    if (conditions.required.size() > conditions.maxMembers
        || conditions.minMembers > conditions.maxMembers) {
      return true;
    }
    for (String key : conditions.required) {
      List<Object> schemas = member(conditions, key);
      if (schemas.contains(false) || (schemas.size() > 1 && isImpossible(schemas))) {
        return true;
      }
    }
    return false;
  }

  /** The schemas of a member. */
  List<Object> member(Conditions conditions, String key) {
    List<Object> schemas = new ArrayList<>();
    limits.checkTime(1 + conditions.members.size() / 8);
    for (Conditions.Members rule : conditions.members) {
      boolean named = rule.named().containsKey(key);
      if (named) {
        schemas.add(rule.named().get(key));
      }
      for (Map.Entry<?, ?> entry : rule.patterns().entrySet()) {
        if (patterns.matches((String) entry.getKey(), key)) {
          schemas.add(entry.getValue());
          named = true;
        }
      }
      if (!named && rule.others() != null) {
        schemas.add(rule.others());
      }
    }
    return schemas;
  }
}
