/** From logits to tokens: the token loop over a decoder. */
package org.llamajvm.engine.generate;
