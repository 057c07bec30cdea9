/** Affine quantisation of weights, for the converter. */
package org.llamajvm.engine.kernel.vector.quantize;
