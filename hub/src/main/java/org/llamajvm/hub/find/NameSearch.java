package org.llamajvm.hub.find;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.llamajvm.format.EditDistance;

/** Compares a name that somebody typed with those of the models there are. */
final class NameSearch {

  private static final int MOST_SIMILAR = 3;

  /** Ways in which a name can mean a model, given as typed and listed; the narrowest first. */
  private static final List<BiPredicate<String, FoundModel>> WAYS =
      List.of(
          (typed, model) -> model.fullName().equals(typed),
          (typed, model) -> model.fullName().equalsIgnoreCase(typed),
          (typed, model) -> model.name().equalsIgnoreCase(typed),
          NameSearch::isLatest,
          (typed, model) -> withoutTag(model).equalsIgnoreCase(withoutPrefix(typed, model)),
          (typed, model) -> lastPart(model.name()).equalsIgnoreCase(withoutPrefix(typed, model)),
          (typed, model) ->
              lastPart(withoutTag(model)).equalsIgnoreCase(withoutPrefix(typed, model)));

  private final Map<String, FoundModel> models;

  private NameSearch(Map<String, FoundModel> models) {
    this.models = models;
  }

  static NameSearch of(Map<String, FoundModel> models) {
    return new NameSearch(models);
  }

  Optional<FoundModel> find(String typed) throws AmbiguousNameException {
    FoundModel listed = models.get(typed);
    if (listed != null) {
      return Optional.of(listed);
    }
    for (BiPredicate<String, FoundModel> way : WAYS) {
      Map<String, FoundModel> found = new LinkedHashMap<>();
      models.forEach((name, model) -> {
        if (way.test(typed, model)) {
          found.put(name, model);
        }
      });
      if (found.size() > 1) {
        throw new AmbiguousNameException(typed, List.copyOf(found.keySet()));
      }
      if (found.size() == 1) {
        return Optional.of(found.values().iterator().next());
      }
    }
    return Optional.empty();
  }

  private static boolean isLatest(String typed, FoundModel model) {
    return model.origin() == Origin.OLLAMA
        && model.name().equalsIgnoreCase(withoutPrefix(typed, model) + ":latest");
  }

  private static String withoutPrefix(String typed, FoundModel model) {
    String prefix = model.origin().prefix() + ":";
    return typed.startsWith(prefix) ? typed.substring(prefix.length()) : typed;
  }

  /** The name without what stands behind its colon. */
  private static String withoutTag(FoundModel model) {
    int colon = model.name().lastIndexOf(':');
    return colon < 0 ? model.name() : model.name().substring(0, colon);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  List<String> similar(String typed) {
    String wanted = lastPart(typed.toLowerCase(Locale.ROOT));
    int limit = Math.max(2, wanted.length() / 3);
    Map<String, Integer> distances = new LinkedHashMap<>();
    models.forEach((name, model) -> {
      String own = lastPart(model.name().toLowerCase(Locale.ROOT));
      int distance =
          !wanted.isEmpty() && own.contains(wanted)
              ? 0
              : Math.min(
                  EditDistance.of(wanted, own),
                  EditDistance.of(wanted, lastPart(withoutTag(model)).toLowerCase(Locale.ROOT)));
      if (distance <= limit) {
        distances.put(name, distance);
      }
    });
    return distances.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .limit(MOST_SIMILAR)
        .map(Map.Entry::getKey)
        .toList();
  }
}
