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
   * @throws TemplateException if the source is not a template, uses what is not supported, or nests
   *     too deep
   */
  public static Template parse(String source) {
    try {
      return new Template(Parser.parse(source));
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
  }

  /** The bounds on nesting are for usual stacks; a thread may have a smaller one. */
  private static TemplateException tooDeep(StackOverflowError cause) {
    TemplateException limit =
        TemplateException.limit("nested too deep for the stack of this thread");
    limit.initCause(cause);
    return limit;
  }

  /**
   * Renders the template.
   *
   * @param variables what the template can name
   * @param clock what {@code strftime_now} reads, in its own time zone
   * @param limits what the render may use
   * @return the text, each stretch of which knows whether it is the template's own
   * @throws TemplateException if an operation fails, the template raises an error, a limit is
   *     passed, or the thread is interrupted, which it still is then
   */
  public Str render(Map<String, Value> variables, Clock clock, Limits limits) {
    Map<String, Value> names = new HashMap<>(Globals.of(clock));
    names.putAll(variables);
    try {
      return new Interpreter(limits).render(body, Scope.root(names));
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
  }
}
