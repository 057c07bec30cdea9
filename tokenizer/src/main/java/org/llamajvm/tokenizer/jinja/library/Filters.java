package org.llamajvm.tokenizer.jinja.library;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Value;

/** What can stand after {@code |}. */
public final class Filters {
  /** A filter of a value. */
  @FunctionalInterface
  interface Filter {
    Value apply(Value input, Arguments arguments);
  }

  private static final Map<String, Filter> FILTERS = filters();

  /** Filters of Jinja that no known chat template uses. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "batch",
          "center",
          "filesizeformat",
          "forceescape",
          "format",
          "groupby",
          "pprint",
          "random",
          "round",
          "slice",
          "striptags",
          "truncate",
          "urlencode",
          "urlize",
          "wordcount",
          "wordwrap",
          "xmlattr");

  private Filters() {}

  /**
   * The result of a filter.
   *
   * @throws TemplateException if there is no such filter, or it does not take these arguments
   */
  public static Value apply(String name, Value input, Arguments arguments) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw TemplateException.runtime(
          UNSUPPORTED.contains(name)
              ? "the filter '" + name + "' is not supported"
              : "No filter named '" + name + "'.");
    }
    arguments.meter().spend(1);
    Value result = filter.apply(input, arguments);
    arguments.meter().made(result);
    return result;
  }

  private static Map<String, Filter> filters() {
    Map<String, Filter> filters = new HashMap<>();
    TextFilters.register(filters);
    NumberFilters.register(filters);
    SequenceFilters.register(filters);
    SelectionFilters.register(filters);
    OrderFilters.register(filters);
    return Map.copyOf(filters);
  }
}
