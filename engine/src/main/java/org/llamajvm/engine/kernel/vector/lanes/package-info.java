/**
 * What all kernels on the Vector API share: how wide a vector is, how its lanes are summed up, how
 * memory is told to the compiler, and what the processor makes of subnormal numbers.
 */
package org.llamajvm.engine.kernel.vector.lanes;
