/** Chooses a token from the logits of a position: penalties, filters, draw. */
package org.llamajvm.engine.sampling;
