package org.llamajvm.tokenizer.gotemplate;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamajvm.tokenizer.jinja.Budget;
import org.llamajvm.tokenizer.jinja.Limits;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/** A parsed template of Go. Immutable: any number of threads may execute it at once. */
public final class GoTemplate {

  private final Source source;
  private final Map<String, List<Node>> templates;

  private GoTemplate(Source source, Map<String, List<Node>> templates) {
    this.source = source;
    this.templates = Map.copyOf(templates);
  }

  /**
   * Parses a template.
   *
   * @throws TemplateException if the text is none, names a function that is not supported, or nests
   *     too deep; with line and column
   */
  public static GoTemplate parse(String text) {
    Source source = new Source(text);
    try {
      return new GoTemplate(source, Parser.parse(source, Functions.NAMES));
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
  }

  private static TemplateException tooDeep(StackOverflowError cause) {
    TemplateException limit =
        TemplateException.limit("nested too deep for the stack of this thread");
    limit.initCause(cause);
    return limit;
  }

  /** The names of all fields and variables that the text has anywhere. */
  public Set<String> names() {
    return Names.of(templates.values());
  }

  /** The same with the value of a field behind all else. */
  public GoTemplate followedBy(String field) {
    int end = source.text().length();
    Node.Operand value = new Node.Operand.Fields(end, new Node.Operand.Dot(end), List.of(field));
    Node.Command command = new Node.Command(end, List.of(value));
    List<Node> nodes = new ArrayList<>(main());
    nodes.add(new Node.Action(end, new Node.Pipe(end, List.of(), false, List.of(command))));
    return with(List.copyOf(nodes));
  }

  /** The same up to the first place that writes a field, what is before it included. */
  public GoTemplate upTo(String field) {
    return with(new Cut(field).list(main()));
  }

  private List<Node> main() {
    return templates.get(Parser.MAIN);
  }

  private GoTemplate with(List<Node> main) {
    Map<String, List<Node>> changed = new HashMap<>(templates);
    changed.put(Parser.MAIN, main);
    return new GoTemplate(source, changed);
  }

  /** One or several executions that share what they may use and write behind each other. */
  public static final class Run {

    private final Budget budget;
    private final Functions functions;
    private final StrBuilder out = new StrBuilder();

    /**
     * Has written nothing.
     *
     * @param clock what the date is read from, in its own time zone
     * @param limits what all executions together may use
     */
    public Run(Clock clock, Limits limits) {
      budget = new Budget(limits);
      functions = new Functions(clock, budget);
    }

    /**
     * Executes a template.
     *
     * @param data what the dot is
     * @throws TemplateException if an operation fails, a limit is passed, or the thread is
     *     interrupted, which it still is then; with line and column
     */
    public void execute(GoTemplate template, Value data) {
      try {
        new Interpreter(template.source, template.templates, functions, budget, out)
            .execute(template.main(), data);
      } catch (StackOverflowError e) {
        throw tooDeep(e);
      }
    }

    /** What was written, each stretch of which knows whether it is the template's own. */
    public Str text() {
      return out.build();
    }
  }
}
