/** Reads directories in Hugging Face's layout, in floats or quantised, as checkpoints. */
package org.llamajvm.convert.huggingface;
