/** What templates can name: filters, tests, methods of values, and global functions. */
package org.llamajvm.tokenizer.jinja.library;
