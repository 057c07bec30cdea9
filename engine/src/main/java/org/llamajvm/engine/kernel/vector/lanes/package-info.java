/**
 * Shared by all kernels on the Vector API: the width of a vector, sums of lanes, the cast that
 * tells C2 the kind of memory, and the test for subnormal numbers.
 */
package org.llamajvm.engine.kernel.vector.lanes;
