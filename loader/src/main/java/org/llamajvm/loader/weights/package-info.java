/** A model's directory as its tensors, mapped, and its weights as matrices. */
package org.llamajvm.loader.weights;
