/**
 * The values of a template, which behave as Python's do: numbers, text that knows where it came
 * from, lists, dictionaries, and what can be done with each.
 */
package org.llamajvm.tokenizer.jinja.value;
