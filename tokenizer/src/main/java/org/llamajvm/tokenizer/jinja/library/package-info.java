/** Filters, tests, methods and global functions that a template can use. */
package org.llamajvm.tokenizer.jinja.library;
