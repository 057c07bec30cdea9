/**
 * SentencePiece models ({@code tokenizer.model}): the file, its normalization, its BPE and its
 * decoding. Their source is {@code sentencepiece_model.proto} and the sentencepiece library.
 */
package org.llamajvm.tokenizer.sentencepiece;
