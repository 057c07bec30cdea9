/**
 * Makes a tokenizer of what the metadata of a GGUF file says: the tokens with their types, scores
 * and merges, and the name of the rule by which text is cut into words.
 */
package org.llamajvm.tokenizer.gguf;
