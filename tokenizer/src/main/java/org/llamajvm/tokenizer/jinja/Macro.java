package org.llamajvm.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.Stmt;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** A macro, or the body of a call block, with the scope in which it was written. */
final class Macro implements HostObject {
  private final String name;
  private final Stmt.Signature signature;
  private final List<Stmt> body;
  private final Scope scope;
  private final Interpreter interpreter;

  Macro(
      String name,
      Stmt.Signature signature,
      List<Stmt> body,
      Scope scope,
      Interpreter interpreter) {
    this.name = name;
    this.signature = signature;
    this.body = body;
    this.scope = scope;
    this.interpreter = interpreter;
  }

  @Override
  public Value call(Arguments arguments) {
    Scope inner = scope.inner();
    Map<String, Value> keywords = new LinkedHashMap<>(arguments.keywords());
    List<Stmt.Parameter> parameters = signature.parameters();
    int given = Math.min(parameters.size(), arguments.positional().size());
    for (int i = 0; i < parameters.size(); i++) {
      Stmt.Parameter parameter = parameters.get(i);
      Optional<Value> value =
          i < given
              ? Optional.of(arguments.positional().get(i))
              : Optional.ofNullable(keywords.remove(parameter.name()));
      inner.set(parameter.name(), value.orElseGet(() -> otherwise(parameter, inner)));
    }
    bindCaller(keywords, inner);
    List<Value> rest = arguments.positional().subList(given, arguments.positional().size());
    if (signature.implicit().contains("kwargs")) {
      List<Dict.Entry> entries = new ArrayList<>();
      keywords.forEach((key, value) -> entries.add(new Dict.Entry(Str.trusted(key), value)));
      inner.set("kwargs", Dict.of(entries, arguments.meter()));
    } else if (!keywords.isEmpty()) {
      throw TemplateException.runtime(
          "macro '"
              + name
              + "' takes no keyword argument '"
              + keywords.keySet().iterator().next()
              + "'");
    }
    if (signature.implicit().contains("varargs")) {
      inner.set("varargs", Value.TupleValue.of(rest));
    } else if (!rest.isEmpty()) {
      throw TemplateException.runtime(
          "macro '" + name + "' takes not more than " + parameters.size() + " argument(s)");
    }
    return interpreter.render(body, inner);
  }

  private Value otherwise(Stmt.Parameter parameter, Scope inner) {
    return parameter
        .defaultValue()
        .map(value -> interpreter.evaluator().evaluate(value, inner))
        .orElseGet(
            () -> Value.Undefined.because("parameter '" + parameter.name() + "' was not provided"));
  }

  private void bindCaller(Map<String, Value> keywords, Scope inner) {
    boolean parameter = signature.parameters().stream().anyMatch(p -> p.name().equals("caller"));
    if (!parameter && signature.implicit().contains("caller")) {
      Value caller = keywords.remove("caller");
      inner.set("caller", caller == null ? Value.Undefined.because("No caller defined") : caller);
    }
  }

  @Override
  public Optional<Value> attribute(String attribute) {
    return attribute.equals("name") ? Optional.of(Str.trusted(name)) : Optional.empty();
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public String describe() {
    return "<Macro '" + name + "'>";
  }
}
