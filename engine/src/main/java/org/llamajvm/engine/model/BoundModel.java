package org.llamajvm.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.batch.LogitsListener;
import org.llamajvm.engine.batch.Rows;
import org.llamajvm.engine.batch.Slice;
import org.llamajvm.engine.batch.StateListener;
import org.llamajvm.engine.block.LinearGroup;
import org.llamajvm.engine.block.Normalization;
import org.llamajvm.engine.block.Residual;
import org.llamajvm.engine.block.Scoring;
import org.llamajvm.engine.cache.KvPool;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.scalar.MatrixRows;
import org.llamajvm.engine.module.Branch;
import org.llamajvm.engine.module.Embedding;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.tensor.MappingFault;

/**
 * The forward pass: a transformer bound to kernels and threads. It computes steps over batches of
 * sequences. It owns the buffers of a step and the pool of pages, and no sequence.
 *
 * <p>Safe to share between threads: steps of several callers run one after the other, in the order
 * in which they came. What a step computes for a sequence is the same to the last bit whatever else
 * is in its batch.
 */
public final class BoundModel implements AutoCloseable {

  /** Tokens whose logits are computed together. */
  private static final int HEAD_ROWS = 16;

  private final String name;
  private final Transformer transformer;
  private final Kernels kernels;
  private final KvPool pool;
  private final List<BoundLayer> layers = new ArrayList<>();
  private final Normalization norm;
  private final Residual residual;
  private final LinearGroup head;
  private final Scoring scoring;
  private final int hiddenSize;
  private final int vocabularySize;
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Rows all = new Rows();
  private final Rows wanted = new Rows();
  private final Activations normed; // (rows, hidden)
  private final Activations attended; // (rows, queries)
  private final Activations last; // (HEAD_ROWS, hidden)
  private final int widestQkv;
  private float[] hidden = {}; // (rows, hidden)
  private float[] update = {}; // (rows, hidden)
  private float[] qkv = {}; // (rows, queries + keys + values)
  private float[] logits = {}; // (HEAD_ROWS, vocabulary)
  private int room;
  private final WeightFault weightFault;
  private volatile boolean closed;
  private volatile boolean faulty;

  /**
   * Binds a tree of weights.
   *
   * @param name of the model, for messages
   * @param transformer borrowed
   * @param backend borrowed
   * @param options what to trade accuracy for
   * @param kvBudget the most bytes that the keys and values of all sequences may take
   * @param weightFault tells of weights that cannot be read any more
   */
  public BoundModel(
      String name,
      Transformer transformer,
      Backend backend,
      ComputeOptions options,
      long kvBudget,
      WeightFault weightFault) {
    this.name = name;
    this.weightFault = weightFault;
    this.transformer = transformer;
    kernels = backend.kernels();
    pool = new KvPool(transformer.kvLayout(options.kvType()), kvBudget);
    norm = new Normalization(backend);
    residual = new Residual(backend);
    head = new LinearGroup(backend, options.activations(), transformer.output());
    scoring = new Scoring(backend, transformer.logits(), transformer.vocabularySize());
    hiddenSize = transformer.hiddenSize();
    vocabularySize = transformer.vocabularySize();
    LayerBinder binder = new LayerBinder(backend, options);
    transformer.layers().forEach(layer -> layers.add(binder.bind(layer)));
    StepSize size = StepSize.of(transformer);
    normed = new Activations(hiddenSize);
    attended = new Activations(size.queries());
    last = new Activations(hiddenSize);
    widestQkv = size.qkv();
  }

  /** Number of logits: one for each token of the vocabulary. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** Number of elements of a token's state. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** The pages of all sequences, owned by the model. */
  public KvPool pool() {
    return pool;
  }

  /**
   * Begins an empty sequence; the caller closes it.
   *
   * @param capacity the most tokens it may have
   */
  public Sequence newSequence(int capacity) {
    return new Sequence(pool, capacity, transformer.lengthClass(capacity));
  }

  /**
   * Appends the tokens of a batch to their sequences and computes the logits that are wanted.
   *
   * @param batch borrowed; its sequences come from this model
   * @param listener gets the logits
   * @throws IllegalArgumentException if a token is not in the vocabulary; nothing was computed then
   * @throws IllegalStateException if tokens do not fit into their sequence, or the model is closed;
   *     nothing was computed then
   * @throws org.llamajvm.engine.cache.KvPoolFullException if there is no memory for keys and
   *     values; nothing was computed then
   * @throws RuntimeException of the {@link WeightFault} if the memory of the weights cannot be
   *     read, now or in an earlier step
   */
  public void step(Batch batch, LogitsListener listener) {
    step(batch, () -> computeLogits(batch, listener));
  }

  /**
   * Appends the tokens of a batch to their sequences, as {@link #step}, and gives the state of each
   * token from which its logits would be computed: after the last layer and the last norm.
   *
   * @param batch borrowed; its sequences come from this model; where logits are wanted, states are
   * @param listener gets the states
   * @throws IllegalArgumentException if a token is not in the vocabulary; nothing was computed then
   * @throws IllegalStateException if tokens do not fit into their sequence, or the model is closed;
   *     nothing was computed then
   * @throws org.llamajvm.engine.cache.KvPoolFullException if there is no memory for keys and
   *     values; nothing was computed then
   * @throws RuntimeException of the {@link WeightFault} if the memory of the weights cannot be
   *     read, now or in an earlier step
   */
  public void states(Batch batch, StateListener listener) {
    step(batch, () -> normStates(batch, listener));
  }

  private void step(Batch batch, Runnable output) {
    lock.lock();
    try {
      checkOpen();
      check(batch);
      all.setAll(batch);
      wanted.setWanted(batch);
      if (all.count() > 0) {
        computeLayers(batch);
        output.run();
      }
    } catch (InternalError | IllegalStateException e) {
      if (MappingFault.isCauseOf(e)) {
        faulty = true;
        throw weightFault.exception();
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses what comes after the end.
   *
   * @throws IllegalStateException if the model is closed
   * @throws RuntimeException of the {@link WeightFault} if the weights could not be read
   */
  public void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model " + name + " is closed");
    }
    if (faulty) {
      throw weightFault.exception();
    }
  }

  private void check(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      check(batch.slice(i));
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.slice(i).sequence().reserve(batch.slice(i).count());
    }
  }

  private void check(Slice slice) {
    for (int i = slice.from(); i < slice.to(); i++) {
      int token = slice.tokens()[i];
      if (token < 0 || token >= vocabularySize) {
        throw new IllegalArgumentException(
            "Token %d is not in the vocabulary of %d".formatted(token, vocabularySize));
      }
    }
  }

  /**
   * Takes tokens through all layers; leaves the hidden states of those that get logits in {@code
   * hidden}. The others are done when the last layer has their keys and values.
   */
  private void computeLayers(Batch batch) {
    reserve(all.count());
    embed(batch);
    Rows rows = all;
    for (int i = 0; i < layers.size(); i++) {
      BoundLayer layer = layers.get(i);

      enter(layer.attentionBranch(), rows);
      multiply(layer.qkv(), normed, rows, qkv);
      layer.attention().store(i, rows, qkv, layer.headNorms());
      if (i == layers.size() - 1) {
        keepWanted(batch, layer.qkv().outputs());
        rows = wanted;
      }
      layer.attention().attend(i, rows, qkv, layer.sinks(), attended.values());
      multiply(layer.output(), attended, rows, update);
      leave(layer.attentionBranch(), rows);

      enter(layer.mlpBranch(), rows);
      layer.mlp().apply(normed, rows.generated(), rows.prompt(), update);
      leave(layer.mlpBranch(), rows);
    }
    for (int i = 0; i < batch.size(); i++) {
      append(batch.slice(i));
    }
  }

  /** {@code normed = before(hidden)}. */
  private void enter(Branch branch, Rows rows) {
    if (branch.before().isPresent()) {
      norm.apply(hidden, 0, branch.before().get(), rows.count(), normed.values());
    } else {
      System.arraycopy(hidden, 0, normed.values(), 0, rows.count() * hiddenSize);
    }
  }

  /** {@code hidden += factor · after(update)}. */
  private void leave(Branch branch, Rows rows) {
    if (branch.after().isPresent()) {
      norm.apply(update, 0, branch.after().get(), rows.count(), update);
    }
    residual.add(hidden, update, branch.factor(), rows.count() * hiddenSize);
  }

  private static void multiply(LinearGroup linear, Activations in, Rows rows, float[] out) {
    linear.apply(in, rows.generated(), rows.prompt(), out);
  }

  private static void append(Slice slice) {
    slice.sequence().append(slice.tokens(), slice.from(), slice.to(), slice.isPrompt());
  }

  private void embed(Batch batch) {
    int row = 0;
    for (int i = 0; i < batch.size(); i++) {
      row = embed(batch.slice(i), row);
    }
  }

  private int embed(Slice slice, int firstRow) {
    Embedding embedding = transformer.embedding();
    int row = firstRow;
    for (int i = slice.from(); i < slice.to(); i++) {
      int at = row * hiddenSize;
      MatrixRows.decode(embedding.table(), slice.tokens()[i], hidden, at);
      if (embedding.factor() != 1) {
        kernels.scale(hidden, at, hiddenSize, embedding.factor());
      }
      row++;
    }
    return row;
  }

  /** Moves what belongs to the tokens that get logits to the front. */
  private void keepWanted(Batch batch, int qkvSize) {
    int target = batch.generated();
    int end = target;
    for (int i = target; i < batch.size(); i++) {
      Slice slice = batch.slice(i);
      end += slice.count();
      int source = end - slice.wanted();
      move(hidden, source, target, slice.wanted(), hiddenSize);
      move(qkv, source, target, slice.wanted(), qkvSize);
      target += slice.wanted();
    }
  }

  private static void move(float[] rows, int from, int to, int count, int width) {
    System.arraycopy(rows, from * width, rows, to * width, count * width);
  }

  private void normStates(Batch batch, StateListener listener) {
    norm.apply(hidden, 0, transformer.finalNorm(), wanted.count(), hidden);
    int row = 0;
    for (int i = 0; i < batch.size(); i++) {
      Slice slice = batch.slice(i);
      for (int token = slice.to() - slice.wanted(); token < slice.to(); token++) {
        listener.onState(slice, token, hidden, row * hiddenSize);
        row++;
      }
    }
  }

  private void computeLogits(Batch batch, LogitsListener listener) {
    int row = 0;
    for (int i = 0; i < batch.size(); i++) {
      row = hand(batch.slice(i), row, listener);
    }
  }

  /** Hands over the logits of a slice whose first row is given; returns the row after its last. */
  private int hand(Slice slice, int firstRow, LogitsListener listener) {
    for (int i = 0; i < slice.wanted(); i++) {
      int row = firstRow + i;
      if (row % HEAD_ROWS == 0) {
        computeLogits(row, Math.min(HEAD_ROWS, wanted.count() - row));
      }
      int index = slice.to() - slice.wanted() + i;
      listener.onLogits(slice, index, logits, row % HEAD_ROWS * vocabularySize);
    }
    return firstRow + slice.wanted();
  }

  private void computeLogits(int firstRow, int count) {
    last.reserve(count);
    if (logits.length < count * vocabularySize) {
      logits = new float[count * vocabularySize];
    }
    norm.apply(hidden, firstRow * hiddenSize, transformer.finalNorm(), count, last.values());
    head.apply(last, count, 0, logits);
    scoring.apply(logits, count);
  }

  private void reserve(int count) {
    if (count <= room) {
      return;
    }
    room = count;
    hidden = new float[count * hiddenSize];
    update = new float[count * hiddenSize];
    qkv = new float[count * widestQkv];
    normed.reserve(count);
    attended.reserve(count);
  }

  /**
   * Waits for the step under way and gives keys and values back. May be called again; later steps
   * are refused.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      pool.close();
    } finally {
      lock.unlock();
    }
  }
}
