/**
 * Opening files that others made, the exceptions of what reads a model's, and JSON objects with
 * typed entries.
 */
package org.llamajvm.format;
