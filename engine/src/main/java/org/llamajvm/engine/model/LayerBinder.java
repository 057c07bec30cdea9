package org.llamajvm.engine.model;

import java.util.HashMap;
import java.util.Map;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.attention.PagedAttention;
import org.llamajvm.engine.attention.PagedAttention.HeadNorms;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.attention.RotaryTables;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.block.Gate;
import org.llamajvm.engine.block.LinearGroup;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.Clamp;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Experts;
import org.llamajvm.engine.module.FeedForward;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.RmsNorm;

/**
 * Binds layers to kernels and threads. Layers that attend alike share one attention, layers that
 * turn alike one table, networks of one size their buffers.
 */
final class LayerBinder {

  private static final float[] NO_NORM = {};

  private final Backend backend;
  private final ComputeOptions options;
  private final Map<RotaryScheme, RotaryTables> tables = new HashMap<>();
  private final Map<AttentionKey, PagedAttention> attentions = new HashMap<>();
  private final Map<MlpKey, BoundMlp.Shared> mlps = new HashMap<>();
  private final Map<BoundExperts.Shape, BoundExperts.Desk> desks = new HashMap<>();

  private record AttentionKey(AttentionShape shape, ScoreRule scores, RotaryScheme rotary) {}

  private record MlpKey(Activation activation, Clamp clamp, int length) {}

  LayerBinder(Backend backend, ComputeOptions options) {
    this.backend = backend;
    this.options = options;
  }

  BoundLayer bind(DecoderLayer layer) {
    Attention a = layer.attention();
    return new BoundLayer(
        layer.attentionBranch(),
        new LinearGroup(backend, options.activations(), a.query(), a.key(), a.value()),
        headNorms(a),
        attentions.computeIfAbsent(
            new AttentionKey(a.shape(), a.scores(), a.rotary()), this::attention),
        a.sinks().scores(),
        new LinearGroup(backend, options.activations(), a.output()),
        layer.mlpBranch(),
        bind(layer.mlp()));
  }

  private PagedAttention attention(AttentionKey key) {
    RotaryTables angles = tables.computeIfAbsent(key.rotary(), RotaryTables::new);
    return new PagedAttention(backend, key.shape(), key.scores(), angles, options.kvType());
  }

  private static HeadNorms headNorms(Attention attention) {
    return new HeadNorms(
        attention.queryNorm().map(RmsNorm::weight).orElse(NO_NORM),
        attention.queryNorm().map(RmsNorm::epsilon).orElse(0f),
        attention.keyNorm().map(RmsNorm::weight).orElse(NO_NORM),
        attention.keyNorm().map(RmsNorm::epsilon).orElse(0f));
  }

  private BoundFeedForward bind(FeedForward mlp) {
    return switch (mlp) {
      case GatedMlp gated -> bind(gated);
      case Experts experts -> bind(experts);
    };
  }

  /** Routers take inputs as they are: a little error would choose other experts. */
  private BoundExperts bind(Experts mixture) {
    GatedMlp first = mixture.experts().getFirst();
    BoundExperts.Shape shape =
        new BoundExperts.Shape(
            mixture.experts().size(),
            mixture.used(),
            mixture.routing(),
            first.activation(),
            first.clamp(),
            first.intermediateSize());
    return new BoundExperts(
        new LinearGroup(backend, ActivationPrecision.FLOAT32, mixture.router()),
        mixture.experts().stream().map(this::bindExpert).toList(),
        mixture
            .shared()
            .map(shared ->
                new BoundExperts.SharedExpert(
                    bind(shared.mlp()),
                    shared
                        .gate()
                        .map(gate -> new LinearGroup(backend, ActivationPrecision.FLOAT32, gate)))),
        desks.computeIfAbsent(
            shape, key -> new BoundExperts.Desk(backend, key, first.gate().inputs())));
  }

  private BoundExperts.Expert bindExpert(GatedMlp expert) {
    return new BoundExperts.Expert(
        new LinearGroup(backend, options.activations(), expert.gate(), expert.up()),
        new LinearGroup(backend, options.activations(), expert.down()));
  }

  private BoundMlp bind(GatedMlp mlp) {
    BoundMlp.Shared shared =
        mlps.computeIfAbsent(
            new MlpKey(mlp.activation(), mlp.clamp(), mlp.gate().outputs()),
            key ->
                new BoundMlp.Shared(
                    new Gate(backend, key.activation(), key.clamp(), key.length()),
                    new BoundMlp.Buffers(key.length())));
    return BoundMlp.of(mlp, shared, backend, options.activations());
  }
}
