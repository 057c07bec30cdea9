/** A checkpoint of any format as a series of tensors with Hugging Face's names. */
package org.llamajvm.convert.checkpoint;
