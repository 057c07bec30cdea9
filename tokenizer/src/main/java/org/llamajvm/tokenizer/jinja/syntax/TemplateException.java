package org.llamajvm.tokenizer.jinja.syntax;

import org.llamajvm.format.ForeignText;

/**
 * A template that cannot be parsed or rendered, with the line of the template at which it failed.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The source is not a template. */
    SYNTAX,
    /** An operation had an operand or an argument it cannot work with. */
    RUNTIME,
    /** A value that does not exist was used. */
    UNDEFINED,
    /** The template called {@code raise_exception}. */
    RAISED,
    /** The template asked for more steps, time, memory, text, items or nesting than it may have. */
    LIMIT,
    /** The thread was interrupted. */
    INTERRUPTED
  }

  private final Kind kind;
  private final String detail;
  private final int line;

  private TemplateException(Kind kind, String detail, int line) {
    this(kind, detail, line, 0);
  }

  private TemplateException(Kind kind, String detail, int line, int column) {
    super(ForeignText.message(detail) + place(line, column));
    this.kind = kind;
    this.detail = detail;
    this.line = line;
  }

  private static String place(int line, int column) {
    if (line == 0) {
      return "";
    }
    return " (template line " + line + (column > 0 ? ", column " + column : "") + ")";
  }

  /** The source is not a template, at {@code line}; 0 if that is added by {@link #at}. */
  public static TemplateException syntax(int line, String detail) {
    return new TemplateException(Kind.SYNTAX, detail, line);
  }

  /** An operation failed, at a line to be added by {@link #at}. */
  public static TemplateException runtime(String detail) {
    return new TemplateException(Kind.RUNTIME, detail, 0);
  }

  /** An undefined value was used, at a line to be added by {@link #at}. */
  public static TemplateException undefined(String detail) {
    return new TemplateException(Kind.UNDEFINED, detail, 0);
  }

  /** The template raised an error of its own, at a line to be added by {@link #at}. */
  public static TemplateException raised(String detail) {
    return new TemplateException(Kind.RAISED, detail, 0);
  }

  /** A bound was passed, at a line to be added by {@link #at}. */
  public static TemplateException limit(String detail) {
    return new TemplateException(Kind.LIMIT, detail, 0);
  }

  /** The thread was interrupted, and still is; at a line to be added by {@link #at}. */
  public static TemplateException interrupted() {
    return new TemplateException(Kind.INTERRUPTED, "rendering was interrupted", 0);
  }

  /** This exception if it knows its line already, else the same one at {@code line}. */
  public TemplateException at(int line) {
    return at(line, 0);
  }

  /**
   * This exception if it knows its line already, else the same one at {@code line}.
   *
   * @param column from 1; 0 where none is known
   */
  public TemplateException at(int line, int column) {
    if (this.line > 0) {
      return this;
    }
    TemplateException located = new TemplateException(kind, detail, line, column);
    located.setStackTrace(getStackTrace());
    return located;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The message without the line; for {@link Kind#RAISED} exactly what the template said. */
  public String detail() {
    return detail;
  }

  /** The line of the template, from 1; 0 where none is known. */
  public int line() {
    return line;
  }
}
