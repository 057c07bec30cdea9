package org.llamajvm.engine.model;

import org.llamajvm.engine.attention.PagedAttention;
import org.llamajvm.engine.attention.PagedAttention.HeadNorms;
import org.llamajvm.engine.block.LinearGroup;
import org.llamajvm.engine.module.Branch;

/**
 * A decoder layer with the code that computes it. Layers of one shape share what does not depend on
 * weights.
 *
 * @param attentionBranch where attention hangs
 * @param qkv (queries + keys + values, hidden size)
 * @param headNorms of queries and keys
 * @param attention shared by the layers of its shape
 * @param sinks (query heads) scores besides those of keys; none if empty
 * @param output (hidden size, queries)
 * @param mlpBranch where the feed-forward network hangs
 * @param mlp of every token by itself
 */
record BoundLayer(
    Branch attentionBranch,
    LinearGroup qkv,
    HeadNorms headNorms,
    PagedAttention attention,
    float[] sinks,
    LinearGroup output,
    Branch mlpBranch,
    BoundFeedForward mlp) {}
