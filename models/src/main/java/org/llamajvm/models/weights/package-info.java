/** What is done with all weights of a model: counting, copying into the kernels' order. */
package org.llamajvm.models.weights;
