/** Writes tensors into safetensors files, chunk by chunk. */
package org.llamajvm.convert.write;
