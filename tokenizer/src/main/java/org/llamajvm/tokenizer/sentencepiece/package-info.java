/**
 * SentencePiece models ({@code tokenizer.model}): file, normalization, BPE, decoding. They follow
 * {@code sentencepiece_model.proto} and the sentencepiece library.
 */
package org.llamajvm.tokenizer.sentencepiece;
