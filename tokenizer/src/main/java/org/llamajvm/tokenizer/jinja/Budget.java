package org.llamajvm.tokenizer.jinja;

import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** What is left of the {@link Limits} of one render. */
final class Budget {
  private static final int CHARACTERS_PER_STEP = 16;

  private final Limits limits;
  private long steps;
  private int depth;

  Budget(Limits limits) {
    this.limits = limits;
  }

  /** Counts an operation that is about to start inside those under way. */
  void enter() {
    spend(1);
    if (++depth > limits.depth()) {
      throw TemplateException.limit("nested deeper than " + limits.depth() + " levels");
    }
  }

  void leave() {
    depth--;
  }

  /** Counts what it took to make a value. */
  void spendFor(Value made) {
    spend(
        made instanceof Str text
            ? text.units() / CHARACTERS_PER_STEP
            : Sequences.length(made).orElse(0));
  }

  void spend(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw TemplateException.limit("took more than " + limits.steps() + " steps");
    }
  }

  void checkOutput(int length) {
    if (length > limits.output()) {
      throw TemplateException.limit("output longer than " + limits.output() + " characters");
    }
  }
}
