/** From the logits of one position to a token: penalties, filters, and the draw. */
package org.llamajvm.engine.sampling;
