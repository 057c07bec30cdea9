/** Affine quantisation of weights, as the converter needs it. */
package org.llamajvm.engine.kernel.vector.quantize;
