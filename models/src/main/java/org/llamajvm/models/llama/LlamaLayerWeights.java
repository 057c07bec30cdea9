package org.llamajvm.models.llama;

import org.llamajvm.engine.block.Projection;

/**
 * The weights of one decoder layer. Matrices are (outputs, inputs); the sizes are those of {@link
 * LlamaConfig}.
 *
 * @param inputNorm (hiddenSize), of the RMSNorm before attention
 * @param query (querySize, hiddenSize)
 * @param key (keyValueSize, hiddenSize)
 * @param value (keyValueSize, hiddenSize)
 * @param output (hiddenSize, querySize)
 * @param postAttentionNorm (hiddenSize), of the RMSNorm before the feed-forward network
 * @param gate (intermediateSize, hiddenSize)
 * @param up (intermediateSize, hiddenSize)
 * @param down (hiddenSize, intermediateSize)
 */
// Weights are never compared, and the kernels want arrays.
@SuppressWarnings("ArrayRecordComponent")
public record LlamaLayerWeights(
    float[] inputNorm,
    Projection query,
    Projection key,
    Projection value,
    Projection output,
    float[] postAttentionNorm,
    Projection gate,
    Projection up,
    Projection down) {}
