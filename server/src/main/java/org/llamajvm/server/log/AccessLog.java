package org.llamajvm.server.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonText;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestLog;

/** One line a request, without any text of prompts, answers or keys. Safe for many threads. */
public final class AccessLog implements RequestLog {

  private final Consumer<String> sink;
  private final boolean json;

  /**
   * A log.
   *
   * @param sink gets the lines; called by many threads
   * @param json whether lines are objects of JSON, else words for people
   */
  public AccessLog(Consumer<String> sink, boolean json) {
    this.sink = sink;
    this.json = json;
  }

  @Override
  public void ended(Exchange exchange) {
    Map<String, Object> line =
        JsonMap.of(
            "time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
            "peer", exchange.peer(),
            "client", exchange.client(),
            "method", ForeignText.part(exchange.method()),
            "path", ForeignText.part(exchange.path()),
            "status", exchange.status(),
            "milliseconds", exchange.age().toMillis());
    line.putAll(exchange.notes());
    sink.accept(json ? JsonText.compact(line) : words(line));
  }

  private static String words(Map<String, Object> line) {
    StringBuilder words = new StringBuilder();
    line.forEach((key, value) -> {
      if (!String.valueOf(value).isEmpty()) {
        words.append(words.isEmpty() ? "" : " ");
        words.append(isPlain(key) ? value : key + "=" + value);
      }
    });
    return words.toString();
  }

  /** What needs no name, since it always comes in the same place. */
  private static boolean isPlain(String key) {
    return switch (key) {
      case "time", "peer", "client", "method", "path", "status" -> true;
      default -> false;
    };
  }

  @Override
  public void failed(Exchange exchange, Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    String where = trace.length == 0 ? "" : " at " + trace[0];
    note("A bug in llama-jvm: " + fault + where);
  }

  /** Tells something that is no request. */
  public void note(String message) {
    String line = ForeignText.message(message);
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    sink.accept(
        json ? JsonText.compact(JsonMap.of("time", time, "note", line)) : time + " " + line);
  }
}
