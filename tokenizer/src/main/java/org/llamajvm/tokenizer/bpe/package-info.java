/** Byte-pair encoding: a vocabulary, its merges, and the loop that applies them. */
package org.llamajvm.tokenizer.bpe;
