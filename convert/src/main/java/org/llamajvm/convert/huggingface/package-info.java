/** Directories in the Hugging Face layout, floats or quantised, as checkpoints. */
package org.llamajvm.convert.huggingface;
