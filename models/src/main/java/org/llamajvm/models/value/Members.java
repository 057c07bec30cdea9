package org.llamajvm.models.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Members of a JSON object, in order. For one thread. */
final class Members {

  private final Map<String, Object> map = new LinkedHashMap<>();

  private Members() {}

  static Members of(String name, Object value) {
    return new Members().with(name, value);
  }

  Members with(String name, Object value) {
    map.put(name, value);
    return this;
  }

  Map<String, Object> map() {
    return Collections.unmodifiableMap(map);
  }
}
