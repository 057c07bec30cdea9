/**
 * Values of a template, with Python's behaviour: numbers, lists, dictionaries, and text that
 * records its origin.
 */
package org.llamajvm.tokenizer.jinja.value;
