package org.llamajvm.engine.model;

import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;

/**
 * What a bound model trades accuracy for.
 *
 * @param kvType how keys and values are kept
 * @param activations how exactly inputs meet 4-bit weights
 */
public record ComputeOptions(KvType kvType, ActivationPrecision activations) {}
