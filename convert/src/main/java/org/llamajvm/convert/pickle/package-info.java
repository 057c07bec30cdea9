/**
 * A closed reader of Python pickles. It knows only the names that a saved state dict uses and never
 * runs anything that a pickle names.
 */
package org.llamajvm.convert.pickle;
