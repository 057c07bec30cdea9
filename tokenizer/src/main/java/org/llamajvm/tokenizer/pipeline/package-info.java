/**
 * The stages of a tokenizer as the tokenizers library orders them: added tokens, normalizer,
 * pre-tokenizer, model, template; and back through a decoder.
 */
package org.llamajvm.tokenizer.pipeline;
