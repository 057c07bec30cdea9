package org.llamajvm.server.request;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonObject;

/**
 * Members of bodies that nobody knows. They change nothing, for clients send more than protocols
 * have; each is told once. Safe for use by many threads.
 */
public final class UnknownFields {

  private static final int MOST = 100;

  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Consumer<String> report;

  /**
   * Nothing is seen yet.
   *
   * @param report gets each name once
   */
  public UnknownFields(Consumer<String> report) {
    this.report = report;
  }

  /** Looks at the members of a body. */
  public void check(JsonObject body, Set<String> known) {
    for (String name : body.keys()) {
      if (!known.contains(name) && seen.size() < MOST && seen.add(name)) {
        report.accept(ForeignText.part(name));
      }
    }
  }
}
