/**
 * The interface of a tokenizer: text to ids, ids to text, and streaming decoding. {@code
 * org.llamajvm.tokenizer.files.Tokenizers} opens one.
 */
package org.llamajvm.tokenizer;
