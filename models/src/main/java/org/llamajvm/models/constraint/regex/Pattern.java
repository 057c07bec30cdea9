package org.llamajvm.models.constraint.regex;

import java.util.List;

/** A regular expression as it was written. */
sealed interface Pattern {

  /** One character of a set. */
  record Chars(CodePoints set) implements Pattern {}

  /** One after the other. */
  record Concat(List<Pattern> parts) implements Pattern {}

  /** One of several. */
  record Or(List<Pattern> options) implements Pattern {}

  /** So many times. */
  record Repeat(Pattern part, int min, int max) implements Pattern {}

  /** The beginning of the text. */
  record Start() implements Pattern {}

  /** The end of the text. */
  record End() implements Pattern {}

  /** What follows must begin with this, or must not. */
  record Ahead(Pattern part, boolean negative) implements Pattern {}
}
