package org.llamajvm.models.constraint.schema;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Regex;

/** Checks values that a schema lists against what it says besides. One thread at a time. */
final class Instances {

  private final Flattener flattener;
  private final StringPatterns strings;
  private final NumberPatterns numbers;

  Instances(Flattener flattener, StringPatterns strings, NumberPatterns numbers) {
    this.flattener = flattener;
    this.strings = strings;
    this.numbers = numbers;
  }

  /** Whether a value fits schemas that hold all at once. */
  boolean fits(Object value, List<?> schemas) {
    return schemas.isEmpty()
        || flattener.flatten(schemas).stream()
            .anyMatch(conditions ->
                (conditions.allowed == null || conditions.allowed.contains(value))
                    && fits(value, conditions));
  }

  /** Whether a value fits conditions, but for the list of allowed values. */
  boolean fits(Object value, Conditions conditions) {
    flattener.limits().checkTime();
    if (!conditions.has(Types.of(value)) || conditions.excluded.contains(value)) {
      return false;
    }
    return switch (value) {
      case String _ when StringPatterns.isAny(conditions) -> true;
      case String text -> strings.patterns().accepts(strings.get(conditions), text);
      case JsonNumber number -> fitsNumber(number, conditions);
      case List<?> items -> fitsArray(items, conditions);
      case Map<?, ?> members -> fitsObject(members, conditions);
      case null, default -> true;
    };
  }

  private boolean fitsNumber(JsonNumber number, Conditions conditions) {
    BigDecimal value = number.value();
    if (conditions.whole && value.scale() > 0) {
      return false;
    }
    if (conditions.hasAnyNumber()) {
      return true;
    }
    Node rest =
        numbers
            .get(conditions)
            .orElseThrow(() -> new GrammarException("multipleOf cannot be enforced"));
    for (char c : value.toPlainString().toCharArray()) {
      rest = ((Regex) rest).step(c);
      if (rest == null) {
        return false;
      }
    }
    return ((Regex) rest).isNullable();
  }

  private boolean fitsArray(List<?> items, Conditions conditions) {
    if (items.size() < conditions.minItems || items.size() > conditions.maxItems) {
      return false;
    }
    if (conditions.unique && new HashSet<>(items).size() < items.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (!fits(items.get(i), conditions.item(i))) {
        return false;
      }
    }
    for (Conditions.Contains contains : conditions.contains) {
      long found = items.stream().filter(item -> fits(item, List.of(contains.schema()))).count();
      if (found < contains.min()) {
        return false;
      }
    }
    return true;
  }

  private boolean fitsObject(Map<?, ?> members, Conditions conditions) {
    if (members.size() < conditions.minMembers
        || members.size() > conditions.maxMembers
        || !members.keySet().containsAll(conditions.required)
        || (conditions.needsOther && conditions.names().containsAll(members.keySet()))) {
      return false;
    }
    for (Map.Entry<?, ?> entry : members.entrySet()) {
      String key = (String) entry.getKey();
      if (!fits(entry.getValue(), flattener.disjointness().member(conditions, key))
          || (!conditions.nameSchemas.isEmpty() && !fits(key, conditions.nameSchemas))) {
        return false;
      }
    }
    return true;
  }
}
