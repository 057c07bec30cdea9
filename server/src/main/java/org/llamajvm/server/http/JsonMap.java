package org.llamajvm.server.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes objects of JSON down in code. */
public final class JsonMap {

  private JsonMap() {}

  /**
   * An object, the caller's to change.
   *
   * @param members keys, each followed by its value, which may be null
   */
  public static Map<String, Object> of(Object... members) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      map.put((String) members[i], members[i + 1]);
    }
    return map;
  }
}
