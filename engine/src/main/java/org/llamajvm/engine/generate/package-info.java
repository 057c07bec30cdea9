/** The token loop: runs a decoder and samples its logits until a text ends. */
package org.llamajvm.engine.generate;
