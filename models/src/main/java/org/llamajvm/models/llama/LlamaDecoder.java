package org.llamajvm.models.llama;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.llamajvm.engine.attention.Attention;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.attention.RotaryTable;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.block.Embedding;
import org.llamajvm.engine.block.Linear;
import org.llamajvm.engine.block.Normalization;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.block.Residual;
import org.llamajvm.engine.block.SwiGlu;
import org.llamajvm.engine.cache.KvCache;
import org.llamajvm.engine.generate.CacheState;
import org.llamajvm.engine.generate.Decoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Activations;

/**
 * The forward pass of Llama and Mistral (Touvron et al., 2023; Jiang et al., 2023): a pre-norm
 * transformer with RMSNorm, RoPE, grouped-query attention and SwiGLU.
 */
public final class LlamaDecoder implements Decoder, CacheState {

  /** The most tokens that pass through the layers together. */
  private static final int BATCH = 512;

  private final LlamaConfig config;
  private final LlamaWeights weights;
  private final KvCache cache;
  private final RotaryTable rotary;

  private final Embedding embedding;
  private final Normalization norm;
  private final List<Layer> layers;
  private final Attention attention;
  private final SwiGlu swiGlu;
  private final Residual residual;
  private final Linear output;

  private final Activations normed; // (batch, hidden)
  private final Activations attended; // (batch, queries)
  private final Activations activated; // (batch, intermediate)
  private final Activations last; // (1, hidden)
  private final float[] logits; // (vocabulary)
  private float[] hidden = {}; // (batch, hidden)
  private float[] update = {}; // (batch, hidden)
  private float[] qkv = {}; // (batch, queries + keys + values)
  private float[] gateUp = {}; // (batch, 2 · intermediate)
  private int batch;
  private int position;

  /** The matrix products of one layer. */
  private record Layer(
      LlamaLayerWeights weights, Linear qkv, Linear out, Linear gateUp, Linear down) {}

  /**
   * Prepares an empty sequence.
   *
   * @param weights borrowed
   * @param backend borrowed
   * @param options what to trade for what
   */
  public LlamaDecoder(
      LlamaConfig config, LlamaWeights weights, Backend backend, DecoderOptions options) {
    this.config = config;
    this.weights = weights;
    cache =
        new KvCache(
            config.layers(),
            config.keyValueHeads(),
            config.headSize(),
            options.kvType(),
            options.capacity());
    rotary = new RotaryTable(RopeFrequencies.of(config.rope(), config.headSize()));
    embedding = new Embedding(weights.embedding());
    norm = new Normalization(backend, (float) config.rmsNormEps());
    ActivationPrecision precision = options.activations();
    layers = weights.layers().stream().map(w -> layer(w, backend, precision)).toList();
    attention = new Attention(backend, attentionShape(config), cache, rotary);
    swiGlu = new SwiGlu(backend, config.intermediateSize());
    residual = new Residual(backend);
    output = new Linear(backend, precision, new Projection(weights.output(), Optional.empty()));

    normed = new Activations(config.hiddenSize());
    attended = new Activations(config.querySize());
    activated = new Activations(config.intermediateSize());
    last = new Activations(config.hiddenSize());
    last.reserve(1);
    logits = new float[config.vocabularySize()];
  }

  private static Layer layer(LlamaLayerWeights w, Backend backend, ActivationPrecision precision) {
    return new Layer(
        w,
        new Linear(backend, precision, w.query(), w.key(), w.value()),
        new Linear(backend, precision, w.output()),
        new Linear(backend, precision, w.gate(), w.up()),
        new Linear(backend, precision, w.down()));
  }

  private static AttentionShape attentionShape(LlamaConfig config) {
    return new AttentionShape(
        config.attentionHeads(), config.keyValueHeads(), config.headSize(), config.slidingWindow());
  }

  @Override
  public float[] forward(int[] tokens, int from, int to) {
    check(tokens, from, to);
    for (int first = from; first < to; first += BATCH) {
      int end = Math.min(first + BATCH, to);
      runLayers(tokens, first, end, end == to ? 1 : 0);
    }
    computeLogits(0);
    return logits;
  }

  @Override
  public void forwardEach(int[] tokens, int from, int to, IntConsumer perToken) {
    check(tokens, from, to);
    for (int first = from; first < to; first += BATCH) {
      int end = Math.min(first + BATCH, to);
      runLayers(tokens, first, end, end - first);
      for (int token = first; token < end; token++) {
        computeLogits(token - first);
        perToken.accept(token);
      }
    }
  }

  /**
   * Takes tokens through all layers; leaves the hidden states of the last {@code wanted} of them in
   * {@code hidden}. The others are done when the last layer has their keys and values.
   */
  private void runLayers(int[] tokens, int from, int to, int wanted) {
    int count = to - from;
    int start = position;
    boolean one = count == 1; // taken as a generated token
    reserve(count);
    embedding.apply(tokens, from, count, hidden);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);

      norm.apply(hidden, 0, layer.weights.inputNorm(), count, normed.values());
      layer.qkv.apply(normed, one ? count : 0, one ? 0 : count, qkv);
      attention.store(i, qkv, start, count);
      if (i == layers.size() - 1) {
        keep(wanted, count);
        start += count - wanted;
        count = wanted;
        if (count == 0) {
          break;
        }
      }
      attention.attend(i, qkv, start, count, attended.values());
      layer.out.apply(attended, one ? count : 0, one ? 0 : count, update);
      residual.add(hidden, update, count * config.hiddenSize());

      norm.apply(hidden, 0, layer.weights.postAttentionNorm(), count, normed.values());
      layer.gateUp.apply(normed, one ? count : 0, one ? 0 : count, gateUp);
      swiGlu.apply(gateUp, count, activated.values());
      layer.down.apply(activated, one ? count : 0, one ? 0 : count, update);
      residual.add(hidden, update, count * config.hiddenSize());
    }
    position += to - from;
  }

  /** Moves what belongs to the last {@code wanted} of {@code count} tokens to the front. */
  private void keep(int wanted, int count) {
    int hiddenSize = config.hiddenSize();
    System.arraycopy(hidden, (count - wanted) * hiddenSize, hidden, 0, wanted * hiddenSize);
    System.arraycopy(qkv, (count - wanted) * qkvSize(), qkv, 0, wanted * qkvSize());
  }

  private int qkvSize() {
    return config.querySize() + 2 * config.keyValueSize();
  }

  private void computeLogits(int token) {
    norm.apply(hidden, token * config.hiddenSize(), weights.finalNorm(), 1, last.values());
    output.apply(last, 1, 0, logits);
  }

  private void check(int[] tokens, int from, int to) {
    if (from >= to) {
      throw new IllegalArgumentException("No tokens: from %d to %d".formatted(from, to));
    }
    for (int i = from; i < to; i++) {
      if (tokens[i] < 0 || tokens[i] >= config.vocabularySize()) {
        throw new IllegalArgumentException(
            "Token %d is not in the vocabulary of %d"
                .formatted(tokens[i], config.vocabularySize()));
      }
    }
    cache.reserve(position + to - from);
    rotary.reserve(position + to - from);
  }

  private void reserve(int count) {
    if (count <= batch) {
      return;
    }
    batch = count;
    hidden = new float[count * config.hiddenSize()];
    update = new float[count * config.hiddenSize()];
    qkv = new float[count * qkvSize()];
    gateUp = new float[count * 2 * config.intermediateSize()];
    normed.reserve(count);
    attended.reserve(count);
    activated.reserve(count);
  }

  @Override
  public int vocabularySize() {
    return config.vocabularySize();
  }

  @Override
  public int capacity() {
    return cache.capacity();
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public void rewind(int position) {
    if (position < 0 || position > this.position) {
      throw new IllegalArgumentException(
          "Cannot rewind from position %d to %d".formatted(this.position, position));
    }
    this.position = position;
  }

  @Override
  public float[] logits() {
    return logits;
  }

  @Override
  public String layout() {
    return cache.layout();
  }

  @Override
  public long byteSize(int positions) {
    return cache.byteSize(positions);
  }

  @Override
  public void copyTo(MemorySegment target) {
    cache.copyTo(position, target);
  }

  @Override
  public void copyFrom(MemorySegment source, int positions) {
    cache.copyFrom(source, positions);
    position = positions;
  }

  @Override
  public void close() {
    cache.close();
  }
}
