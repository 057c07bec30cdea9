/** Quantised tensors as floats, decoded while they are read. */
package org.llamajvm.convert.decode;
