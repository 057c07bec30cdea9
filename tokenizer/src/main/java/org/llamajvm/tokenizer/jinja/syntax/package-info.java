/** Source text of a Jinja template to its syntax tree, and the exception that every step throws. */
package org.llamajvm.tokenizer.jinja.syntax;
