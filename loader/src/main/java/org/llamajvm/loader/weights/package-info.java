/** The tensors of a model's directory, mapped, and its weights as matrices. */
package org.llamajvm.loader.weights;
