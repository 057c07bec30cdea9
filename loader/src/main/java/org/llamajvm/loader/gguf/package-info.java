/**
 * The GGUF format, versions 2 and 3, little-endian: metadata by key, tensors in ggml's types; one
 * file or a split set.
 */
package org.llamajvm.loader.gguf;
