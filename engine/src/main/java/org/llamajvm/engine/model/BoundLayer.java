package org.llamajvm.engine.model;

import org.llamajvm.engine.attention.PagedAttention;
import org.llamajvm.engine.attention.PagedAttention.HeadNorms;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.block.Gate;
import org.llamajvm.engine.block.LinearGroup;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.RmsNorm;

/**
 * A decoder layer with the code that computes it. Layers of one shape share what does not depend on
 * weights.
 *
 * @param inputNorm before attention
 * @param qkv (queries + keys + values, hidden size)
 * @param headNorms of queries and keys
 * @param attention shared by the layers of its shape
 * @param output (hidden size, queries)
 * @param postAttentionNorm before the feed-forward network
 * @param gateUp (2 · intermediate size, hidden size)
 * @param gate shared by the layers of its size
 * @param down (hidden size, intermediate size)
 */
record BoundLayer(
    RmsNorm inputNorm,
    LinearGroup qkv,
    HeadNorms headNorms,
    PagedAttention attention,
    LinearGroup output,
    RmsNorm postAttentionNorm,
    LinearGroup gateUp,
    Gate gate,
    LinearGroup down) {

  private static final float[] NO_NORM = {};

  static BoundLayer of(
      DecoderLayer layer,
      PagedAttention attention,
      Gate gate,
      Backend backend,
      ActivationPrecision precision) {
    Attention a = layer.attention();
    GatedMlp mlp = layer.mlp();
    return new BoundLayer(
        layer.inputNorm(),
        new LinearGroup(backend, precision, a.query(), a.key(), a.value()),
        headNorms(a),
        attention,
        new LinearGroup(backend, precision, a.output()),
        layer.postAttentionNorm(),
        new LinearGroup(backend, precision, mlp.gate(), mlp.up()),
        gate,
        new LinearGroup(backend, precision, mlp.down()));
  }

  private static HeadNorms headNorms(Attention attention) {
    return new HeadNorms(
        attention.queryNorm().map(RmsNorm::weight).orElse(NO_NORM),
        attention.queryNorm().map(RmsNorm::epsilon).orElse(0f),
        attention.keyNorm().map(RmsNorm::weight).orElse(NO_NORM),
        attention.keyNorm().map(RmsNorm::epsilon).orElse(0f));
  }
}
