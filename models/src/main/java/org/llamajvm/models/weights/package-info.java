/** Works on all weights of a model: counts them, copies them into the kernels' order. */
package org.llamajvm.models.weights;
