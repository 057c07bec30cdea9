/** Checkpoints of llama2.c, version 1, with their tokenizers. */
package org.llamajvm.convert.llama2c;
