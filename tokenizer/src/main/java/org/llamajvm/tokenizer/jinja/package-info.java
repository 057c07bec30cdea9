/**
 * An interpreter for the Jinja of published chat templates. It gives the results of Python's Jinja2
 * in an immutable sandbox, and it bounds every render.
 */
package org.llamajvm.tokenizer.jinja;
