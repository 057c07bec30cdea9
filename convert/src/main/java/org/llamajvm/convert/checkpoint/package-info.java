/** Any checkpoint, whatever its files look like, as one series of Hugging Face-named tensors. */
package org.llamajvm.convert.checkpoint;
