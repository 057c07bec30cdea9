package org.llamajvm.models.llama;

import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;

/**
 * What a decoder trades for what.
 *
 * @param capacity the most positions of its KV cache
 * @param kvType how keys and values are stored
 * @param activations how exactly inputs meet 4-bit weights
 */
public record DecoderOptions(int capacity, KvType kvType, ActivationPrecision activations) {}
