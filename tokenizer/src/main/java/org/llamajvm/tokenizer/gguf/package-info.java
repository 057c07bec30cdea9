/**
 * Makes a tokenizer from the metadata of a GGUF file: tokens with types, scores and merges, and the
 * name of the rule that cuts text into words.
 */
package org.llamajvm.tokenizer.gguf;
