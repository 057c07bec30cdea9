package org.llamajvm.engine.kernel;

import java.util.Optional;

/**
 * How a kernel wants to be called for a number of tokens.
 *
 * @param form what it reads, or nothing if that is the floats themselves
 * @param fewestRows rows that one call should have at least, a multiple of {@link
 *     MatrixKernel#ROW_STEP}
 * @param mostRows rows that one call should have at most, a multiple of {@link
 *     MatrixKernel#ROW_STEP}
 */
public record MatrixPlan(Optional<InputForm> form, int fewestRows, int mostRows) {}
