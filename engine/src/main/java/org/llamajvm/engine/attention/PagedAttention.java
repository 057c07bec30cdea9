package org.llamajvm.engine.attention;

import static org.llamajvm.engine.attention.QueryTile.PART_PAGES;
import static org.llamajvm.engine.cache.KvLayout.PAGE;
import static org.llamajvm.engine.kernel.PageKernel.PANEL;
import static org.llamajvm.engine.kernel.PageKernel.STRIP;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.batch.Rows;
import org.llamajvm.engine.cache.KvPage;
import org.llamajvm.engine.cache.KvWriter;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Causal grouped-query attention of the rows of a step over the pages of their sequences.
 *
 * <p>The queries that share a key/value head are rows of one matrix, whether they belong to several
 * heads of a token or to several tokens of a sequence. A tile of rows goes over the pages once: a
 * product with the keys gives scores, a product of their exponentials with the values adds to the
 * result (FlashAttention, Dao et al., 2022). So memory does not grow with the context.
 *
 * <p>Pages are taken in parts of {@value QueryTile#PART_PAGES}, counted from the sequence's
 * beginning, each part by itself; then the parts are merged in their order. Where tiles are few, as
 * for single tokens, threads share the parts of a tile: so long contexts occupy all of them,
 * however few key/value heads there are. What comes out for a token depends on its sequence alone:
 * neither on the threads, nor on the other tokens of the step.
 *
 * <p>Holds the arguments of the call under way; one thread calls, the pool's threads work.
 */
public final class PagedAttention {

  /** Rows of a tile, more or less. */
  private static final int TILE_ROWS = 32;

  /** Tiles that are enough to keep many threads busy without sharing parts. */
  private static final int MANY_TILES = 64;

  private static final int CHUNK_TOKENS = 4;

  private final Kernels kernels;
  private final Backend backend;
  private final AttentionShape shape;
  private final float cap;
  private final ScoreRule.Growth growth;
  private final RotaryTables rotary;
  private final KvWriter writer;
  private final PageKernel pages;
  private final RunningSoftmax softmax;
  private final float scale;
  private final int tokensPerTile;
  private final Region store = this::store;
  private final Region attendWholes = this::attendWholes;
  private final Region attendParts = this::attendParts;
  private final Region mergeParts = this::mergeParts;

  private int layer;
  private Rows rows;
  private float[] qkv;
  private float[] out;
  private float[] sinks;
  private HeadNorms norms;
  private int parts;
  private int stateSize;
  private RotaryTable[] angles = {}; // of the spans
  private QueryTile[] tiles = {};
  private float[] states = {};

  /**
   * Norms of queries and keys before they are turned; empty arrays where there is none. Each runs
   * over as many elements as its weight has: a head, or all heads of a token.
   *
   * @param query (headSize or querySize) weight of the queries' norm
   * @param queryEpsilon what is added to the mean of their squares
   * @param key (headSize or keyValueSize) weight of the keys' norm
   * @param keyEpsilon what is added to the mean of their squares
   */
  public record HeadNorms(float[] query, float queryEpsilon, float[] key, float keyEpsilon) {}

  /**
   * Prepares attention for layers of one shape.
   *
   * @param scores how products become scores
   * @param rotary the positions' angles, borrowed
   * @param type how keys and values are kept
   */
  public PagedAttention(
      Backend backend, AttentionShape shape, ScoreRule scores, RotaryTables rotary, KvType type) {
    this.backend = backend;
    kernels = backend.kernels();
    this.shape = shape;
    this.rotary = rotary;
    writer = new KvWriter(type, shape.headSize());
    pages = kernels.pages(type);
    softmax = new RunningSoftmax(kernels, Math.ceilDiv(shape.headSize(), STRIP) * STRIP);
    scale = scores.scale() * pages.leftFactor();
    cap = scores.cap();
    growth = scores.growth();
    tokensPerTile = Math.max(1, TILE_ROWS / shape.group());
  }

  /**
   * Turns queries and keys by their positions and writes keys and values into the sequences' pages,
   * which have room for them.
   *
   * @param layer the layer, for the pages
   * @param rows of the step
   * @param qkv (rows, qkvSize) queries, keys and values; queries and keys are normalised and turned
   *     in place
   * @param norms of the heads
   */
  @SuppressWarnings("exports") // called by a bound model alone
  public void store(int layer, Rows rows, float[] qkv, HeadNorms norms) {
    this.layer = layer;
    this.rows = rows;
    this.qkv = qkv;
    this.norms = norms;
    reserveAngles();
    backend.pool().run(store, rows.count(), CHUNK_TOKENS);
  }

  /**
   * Computes the heads' outputs.
   *
   * @param layer the layer, for the pages
   * @param rows of the step; keys and values of all of them are in the pages
   * @param qkv (rows, qkvSize), of which the queries are read, turned by their positions
   * @param sinks (heads) scores that every token has besides, without values; none if empty
   * @param out gets (rows, querySize)
   */
  @SuppressWarnings("exports") // called by a bound model alone
  public void attend(int layer, Rows rows, float[] qkv, float[] sinks, float[] out) {
    this.layer = layer;
    this.rows = rows;
    this.qkv = qkv;
    this.sinks = sinks;
    this.out = out;
    int count = cutTiles();
    if (parts == 1 || count >= MANY_TILES) {
      backend.pool().run(attendWholes, count, 1);
    } else {
      reserveStates(count * parts);
      backend.pool().run(attendParts, count * parts, 1);
      backend.pool().run(mergeParts, count, 1);
    }
  }

  /**
   * Cuts the spans into tiles, finds the most parts that one has, and returns how many there are.
   */
  private int cutTiles() {
    int count = 0;
    parts = 1;
    for (int span = 0; span < rows.spans(); span++) {
      for (int token = 0; token < rows.tokens(span); token += tokensPerTile) {
        reserveTiles(count + shape.keyValueHeads());
        for (int head = 0; head < shape.keyValueHeads(); head++) {
          tiles[count++].set(rows, span, head, token, tokensPerTile);
        }
        parts = Math.max(parts, tiles[count - 1].parts());
      }
    }
    stateSize = softmax.size(mostRows());
    return count;
  }

  private void reserveTiles(int count) {
    int before = tiles.length;
    if (before < count) {
      tiles = Arrays.copyOf(tiles, Math.max(count, 2 * before));
      Arrays.setAll(tiles, i -> i < before ? tiles[i] : new QueryTile(shape));
    }
  }

  private void reserveStates(int count) {
    if (states.length < count * stateSize) {
      states = new float[Math.max(count * stateSize, 2 * states.length)];
    }
  }

  private void reserveAngles() {
    if (angles.length < rows.spans()) {
      angles = new RotaryTable[2 * rows.spans()];
    }
    for (int span = 0; span < rows.spans(); span++) {
      angles[span] = rotary.of(rows.sequence(span).lengthClass());
      angles[span].reserve(rows.position(span) + rows.tokens(span));
    }
  }

  private void store(int from, int to, Scratch scratch) {
    int headSize = shape.headSize();
    for (int row = from; row < to; row++) {
      int span = rows.span(row);
      int position = rows.position(span) + row - rows.firstRow(span);
      RotaryTable table = angles[span];
      int half = table.half();
      int query = row * shape.qkvSize();
      int key = query + shape.querySize();
      int value = key + shape.keyValueSize();
      normalize(query, key, norms.query, norms.queryEpsilon);
      normalize(key, value, norms.key, norms.keyEpsilon);
      for (int at = query; at < value; at += headSize) {
        if (table.neighbours()) {
          takeApart(at, half, scratch);
        }
        kernels.rotate(qkv, at, table.cosines(), table.sines(), position * half, half);
      }
      if (growth.rate() != 0) {
        kernels.scale(qkv, query, shape.querySize(), growth.at(position));
      }
      KvPage page = rows.sequence(span).page(layer, position / PAGE);
      for (int head = 0; head < shape.keyValueHeads(); head++) {
        int at = head * headSize;
        writer.put(page, layer, head, position % PAGE, qkv, key + at, value + at);
      }
    }
  }

  /**
   * Brings neighbours that are turned together into two halves. Queries and keys are both in that
   * order then, so their products stay.
   */
  private void takeApart(int from, int half, Scratch scratch) {
    float[] pairs = scratch.floats(2 * half);
    System.arraycopy(qkv, from, pairs, 0, 2 * half);
    for (int i = 0; i < half; i++) {
      qkv[from + i] = pairs[2 * i];
      qkv[from + half + i] = pairs[2 * i + 1];
    }
  }

  private void normalize(int from, int to, float[] weight, float epsilon) {
    for (int at = from; weight.length > 0 && at < to; at += weight.length) {
      kernels.rmsNorm(qkv, at, weight, epsilon, qkv, at, weight.length);
    }
  }

  private void attendWholes(int from, int to, Scratch scratch) {
    int work = 2 * stateSize;
    float[] buffer = scratch.floats(work + workSize(mostRows()));
    for (int index = from; index < to; index++) {
      QueryTile tile = tiles[index];
      gatherQueries(tile, buffer, work);
      attend(tile, 0, buffer, 0, buffer, work);
      for (int part = 1; part < tile.parts(); part++) {
        attend(tile, part, buffer, stateSize, buffer, work);
        softmax.merge(buffer, 0, stateSize, tile.rows());
      }
      finish(tile, buffer, 0);
    }
  }

  private void attendParts(int from, int to, Scratch scratch) {
    for (int item = from; item < to; item++) {
      QueryTile tile = tiles[item / parts];
      int part = item % parts;
      if (part < tile.parts()) {
        float[] work = scratch.floats(workSize(tile.rows()));
        gatherQueries(tile, work, 0);
        attend(tile, part, states, item * stateSize, work, 0);
      }
    }
  }

  private void mergeParts(int from, int to, Scratch scratch) {
    for (int index = from; index < to; index++) {
      QueryTile tile = tiles[index];
      int first = index * parts * stateSize;
      for (int part = 1; part < tile.parts(); part++) {
        softmax.merge(states, first, first + part * stateSize, tile.rows());
      }
      finish(tile, states, first);
    }
  }

  /** Rows of the step's largest tile. */
  private int mostRows() {
    return QueryTile.rows(shape, Math.min(rows.longest(), tokensPerTile));
  }

  /** Floats of a tile's queries, in panels. */
  private int querySize(int rows) {
    return rows * Math.ceilDiv(shape.headSize(), PANEL) * PANEL;
  }

  /** Floats for the queries, the scores and the products of a tile with a page. */
  private int workSize(int rows) {
    return querySize(rows) + rows * PAGE + rows * Math.max(PAGE, softmax.width());
  }

  /**
   * Takes a tile over those pages of a part that it sees.
   *
   * @param part number of the part, from the first one that the tile sees
   * @param state gets the state of {@link #softmax} at {@code stateAt}
   * @param work has the tile's queries at {@code workAt}, and room for {@link #workSize} floats
   */
  private void attend(
      QueryTile tile, int part, float[] state, int stateAt, float[] work, int workAt) {
    int rowCount = tile.rows();
    int scores = workAt + querySize(rowCount);
    int end = tile.end();
    int partPage = (tile.firstPart() + part) * PART_PAGES;
    int from = Math.max(partPage, tile.firstPage());
    int to = Math.min(partPage + PART_PAGES, tile.endPage());
    softmax.clear(state, stateAt, rowCount);
    for (int index = from; index < to; index++) {
      KvPage page = tile.page(layer, index);
      int positions = Math.min(PAGE, end - index * PAGE);
      multiplyKeys(page, tile.head(), positions, rowCount, work, workAt, scores);
      for (int row = 0; row < tile.queryRows(); row++) {
        int start = scores + row * PAGE;
        softmaxRow(index * PAGE, tile.position(row), work, start, state, stateAt, rowCount, row);
      }
      multiplyValues(page, tile.head(), positions, rowCount, work, scores, state, stateAt);
    }
  }

  /** Makes the scores: products of queries with the keys of a page. */
  private void multiplyKeys(
      KvPage page, int head, int positions, int rows, float[] work, int queries, int scores) {
    MemorySegment keys = page.keys(layer, head);
    int headSize = shape.headSize();
    int strips = Math.ceilDiv(positions, STRIP);
    int target = scores;
    for (int k = 0; k < headSize; k += PANEL) {
      int inner = Math.min(PANEL, headSize - k);
      pages.multiply(
          work, queries + k * rows, rows, keys, headSize, k, inner, strips, work, target, PAGE);
      if (k > 0) {
        kernels.add(work, scores, work, target, rows * PAGE);
      }
      target = scores + rows * PAGE;
    }
    multiplyRows(work, scores, rows, page.keyScales(layer, head));
  }

  /** Adds the products of the exponentials with the values of a page to the state's sums. */
  private void multiplyValues(
      KvPage page,
      int head,
      int positions,
      int rows,
      float[] work,
      int scores,
      float[] state,
      int stateAt) {
    multiplyRows(work, scores, rows, page.valueScales(layer, head));
    int strips = softmax.width() / STRIP;
    int products = scores + rows * PAGE;
    int width = softmax.width();
    MemorySegment values = page.values(layer, head);
    pages.multiply(work, scores, rows, values, PAGE, 0, positions, strips, work, products, width);
    kernels.add(state, stateAt, work, products, rows * width);
  }

  /**
   * Multiplies every row, a column for a position, by the positions' scales; there are none if the
   * cache is of a type without.
   */
  private void multiplyRows(float[] work, int scores, int rows, float[] scales) {
    for (int row = 0; row < rows && scales.length > 0; row++) {
      kernels.multiply(work, scores + row * PAGE, scales, 0, PAGE);
    }
  }

  /** Turns one row of scores into exponentials, zero where the token does not see. */
  private void softmaxRow(
      int pageStart,
      int position,
      float[] work,
      int start,
      float[] state,
      int stateAt,
      int rows,
      int row) {
    int from = Math.clamp(shape.firstVisible(position) - pageStart, 0, PAGE);
    int to = Math.clamp(position + 1 - pageStart, from, PAGE);
    Arrays.fill(work, start, start + from, 0);
    Arrays.fill(work, start + to, start + PAGE, 0);
    if (from < to) {
      if (cap > 0) {
        kernels.softCap(work, start + from, to - from, cap);
      }
      float factor = pages.leftFactor();
      softmax.exponentials(work, start + from, to - from, factor, state, stateAt, rows, row);
    }
  }

  /** Copies a tile's queries, scaled, as a left factor in panels. */
  private void gatherQueries(QueryTile tile, float[] work, int workAt) {
    int headSize = shape.headSize();
    int rowCount = tile.rows();
    Arrays.fill(work, workAt, workAt + querySize(rowCount), 0);
    for (int row = 0; row < tile.queryRows(); row++) {
      int source = tile.stepRow(row) * shape.qkvSize() + tile.headOffset(row);
      for (int k = 0; k < headSize; k += PANEL) {
        int target = workAt + k * rowCount + row * PANEL;
        System.arraycopy(qkv, source + k, work, target, Math.min(PANEL, headSize - k));
      }
    }
    kernels.scale(work, workAt, querySize(rowCount), scale);
  }

  private void finish(QueryTile tile, float[] state, int stateAt) {
    for (int row = 0; row < tile.queryRows() && sinks.length > 0; row++) {
      softmax.add(sinks[tile.queryHead(row)], state, stateAt, tile.rows(), row);
    }
    softmax.normalize(state, stateAt, tile.rows());
    for (int row = 0; row < tile.queryRows(); row++) {
      int target = tile.stepRow(row) * shape.querySize() + tile.headOffset(row);
      System.arraycopy(state, stateAt + row * softmax.width(), out, target, shape.headSize());
    }
  }
}
