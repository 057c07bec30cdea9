package org.llamajvm.models;

import java.util.List;

/**
 * Lets text through up to a stop string. The end of the text that could be the beginning of a stop
 * string is held back until it is known. Not safe for use by several threads.
 */
final class StopFilter {

  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  StopFilter(List<String> stops) {
    this.stops = stops;
  }

  /** Takes more text; returns what may be shown of all that was not shown yet. */
  String push(String text) {
    if (stopped) {
      return "";
    }
    held.append(text);
    int stop = firstStop();
    if (stop >= 0) {
      stopped = true;
      held.setLength(stop);
      return release(stop);
    }
    return release(held.length() - heldBack());
  }

  /** The text has ended: returns what was held back. */
  String finish() {
    return stopped ? "" : release(held.length());
  }

  /** Whether a stop string was reached. */
  boolean isStopped() {
    return stopped;
  }

  private String release(int length) {
    String shown = held.substring(0, length);
    held.delete(0, length);
    return shown;
  }

  private int firstStop() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  /** Length of the longest end of the text that a stop string begins with. */
  private int heldBack() {
    int longest = 0;
    for (String stop : stops) {
      int length = Math.min(stop.length() - 1, held.length());
      while (length > longest && !endsWithStartOf(stop, length)) {
        length--;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }

  private boolean endsWithStartOf(String stop, int length) {
    int from = held.length() - length;
    for (int i = 0; i < length; i++) {
      if (held.charAt(from + i) != stop.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
