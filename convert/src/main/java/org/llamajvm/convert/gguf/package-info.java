/** Reads GGUF files as checkpoints. */
package org.llamajvm.convert.gguf;
