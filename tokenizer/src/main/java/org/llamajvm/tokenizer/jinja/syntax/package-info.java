/** Parses a Jinja template into a syntax tree. */
package org.llamajvm.tokenizer.jinja.syntax;
