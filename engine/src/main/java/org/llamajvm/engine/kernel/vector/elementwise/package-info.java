/** Norms, activations, rotations and softmax: loops that treat every element alike. */
package org.llamajvm.engine.kernel.vector.elementwise;
