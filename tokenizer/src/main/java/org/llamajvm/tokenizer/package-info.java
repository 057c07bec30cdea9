/**
 * What a tokenizer is: text to ids, ids to text, and text that grows while ids arrive. {@code
 * org.llamajvm.tokenizer.files.Tokenizers} opens one.
 */
package org.llamajvm.tokenizer;
