/**
 * Go's templates, as far as ollama's use them: a lexer, a parser, and an interpreter that is kept
 * to {@link org.llamajvm.tokenizer.jinja.Limits} and knows which text came from outside.
 */
package org.llamajvm.tokenizer.gotemplate;
