/**
 * An interpreter of the Jinja that published chat templates are written in: the results are those
 * of Python's Jinja2 with a sandbox that lets nothing be changed, and every render is bounded.
 */
package org.llamajvm.tokenizer.jinja;
