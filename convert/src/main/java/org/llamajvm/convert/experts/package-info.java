/** Experts of a layer: in tensors of their own, stacked, or as their publishers keep them. */
package org.llamajvm.convert.experts;
