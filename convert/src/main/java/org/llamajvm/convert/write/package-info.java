/** Tensors chunk by chunk into safetensors files. */
package org.llamajvm.convert.write;
