/**
 * A closed reader of Python pickles: only the few names that a saved state dict needs are known,
 * nothing that a pickle names is ever run.
 */
package org.llamajvm.convert.pickle;
