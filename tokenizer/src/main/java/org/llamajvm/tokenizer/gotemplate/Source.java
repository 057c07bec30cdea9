package org.llamajvm.tokenizer.gotemplate;

import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * The text of a template, which knows lines and columns.
 *
 * @param text of the template
 */
record Source(String text) {

  TemplateException syntax(int at, String problem) {
    return place(TemplateException.syntax(0, problem), at);
  }

  /** The exception with the place, unless it has one. */
  TemplateException place(TemplateException problem, int at) {
    int end = Math.min(at, text.length());
    int begin = text.lastIndexOf('\n', end - 1) + 1;
    int line = 1 + (int) text.substring(0, begin).chars().filter(c -> c == '\n').count();
    return problem.at(line, end - begin + 1);
  }
}
