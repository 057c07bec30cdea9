package org.llamajvm.tokenizer.jinja;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.jinja.library.Globals;
import org.llamajvm.tokenizer.jinja.syntax.Parser;
import org.llamajvm.tokenizer.jinja.syntax.Stmt;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** A parsed template. Immutable: any number of threads may render it at once. */
public final class Template {
  private final List<Stmt> body;

  private Template(List<Stmt> body) {
    this.body = body;
  }

  /**
   * Parses a template.
   *
   * @throws TemplateException if the source is not a template or uses what is not supported
   */
  public static Template parse(String source) {
    return new Template(Parser.parse(source));
  }

  /**
   * Renders the template.
   *
   * @param variables what the template can name
   * @param clock what {@code strftime_now} reads, in its own time zone
   * @param limits what the render may use
   * @return the text, each stretch of which knows whether it is the template's own
   * @throws TemplateException if an operation fails, the template raises an error, or a limit is
   *     passed
   */
  public Str render(Map<String, Value> variables, Clock clock, Limits limits) {
    Map<String, Value> names = new HashMap<>(Globals.of(clock));
    names.putAll(variables);
    return new Interpreter(limits).render(body, Scope.root(names));
  }
}
