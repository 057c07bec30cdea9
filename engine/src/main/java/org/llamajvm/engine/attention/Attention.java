package org.llamajvm.engine.attention;

import static org.llamajvm.engine.cache.KvCache.PAGE;
import static org.llamajvm.engine.kernel.PageKernel.PANEL;
import static org.llamajvm.engine.kernel.PageKernel.ROWS;
import static org.llamajvm.engine.kernel.PageKernel.STRIP;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.cache.KvCache;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * Causal grouped-query attention of a batch of tokens over the KV cache.
 *
 * <p>The queries that share a key/value head are rows of one matrix, whether they belong to several
 * heads of a token or to several tokens. A tile of rows goes over the pages of the cache once: a
 * product with the keys gives scores, a product of their exponentials with the values adds to the
 * result (FlashAttention, Dao et al., 2022). So memory does not grow with the context.
 *
 * <p>Where tiles are few, as for a single token, each is done in parts of some pages that are
 * merged at the end: so long contexts occupy all threads, however few key/value heads there are.
 * What the parts are does not depend on the threads, hence neither do the results.
 *
 * <p>Holds the arguments of the call under way; one thread calls, the pool's threads work.
 */
public final class Attention {

  /** Rows of a tile, more or less. */
  private static final int TILE_ROWS = 32;

  /** Pages of a part. */
  private static final int PART_PAGES = 4;

  /** Tiles that are enough to keep many threads busy without parts. */
  private static final int MANY_TILES = 64;

  private final Kernels kernels;
  private final Backend backend;
  private final AttentionShape shape;
  private final KvCache cache;
  private final PageKernel pages;
  private final RunningSoftmax softmax;
  private final float scale;
  private final int tokensPerTile;
  private final Region rotateAndStore = this::rotateAndStore;
  private final Region attendWholes = this::attendWholes;
  private final Region attendParts = this::attendParts;
  private final Region mergeParts = this::mergeParts;

  private final RotaryTable rotary;
  private int layer;
  private float[] qkv;
  private float[] out;
  private int firstPosition;
  private int tokens;
  private int parts;
  private float[] states = {};

  /**
   * Prepares attention over a cache.
   *
   * @param cache where keys and values are kept, borrowed
   * @param rotary the positions' angles, borrowed
   */
  public Attention(Backend backend, AttentionShape shape, KvCache cache, RotaryTable rotary) {
    this.backend = backend;
    kernels = backend.kernels();
    this.shape = shape;
    this.cache = cache;
    this.rotary = rotary;
    pages = kernels.pages(cache.type());
    softmax = new RunningSoftmax(kernels, cache.valueStrips() * STRIP);
    scale = (float) (1 / Math.sqrt(shape.headSize())) * pages.leftFactor();
    tokensPerTile = Math.max(1, TILE_ROWS / shape.group());
  }

  /**
   * Turns queries and keys by their positions and appends keys and values to the cache.
   *
   * @param layer the layer, for the cache
   * @param qkv (tokens, qkvSize) queries, keys and values before RoPE; queries and keys are turned
   *     in place
   * @param firstPosition position of the first token; the cache has room for all
   * @param tokens number of tokens
   */
  public void store(int layer, float[] qkv, int firstPosition, int tokens) {
    this.layer = layer;
    this.qkv = qkv;
    this.firstPosition = firstPosition;
    backend.pool().run(rotateAndStore, tokens, 4);
  }

  /**
   * Computes the heads' outputs over the keys and values in the cache.
   *
   * @param layer the layer, for the cache
   * @param qkv (tokens, qkvSize), of which the queries are read, turned by their positions
   * @param firstPosition position of the first token; keys and values of all are in the cache
   * @param tokens number of tokens
   * @param out gets (tokens, querySize)
   */
  public void attend(int layer, float[] qkv, int firstPosition, int tokens, float[] out) {
    this.layer = layer;
    this.qkv = qkv;
    this.out = out;
    this.firstPosition = firstPosition;
    this.tokens = tokens;
    int tiles = Math.ceilDiv(tokens, tokensPerTile) * shape.keyValueHeads();
    int firstPage = shape.firstVisible(firstPosition) / PAGE;
    int lastPage = (firstPosition + tokens - 1) / PAGE;
    parts = tiles < MANY_TILES ? Math.ceilDiv(lastPage + 1 - firstPage, PART_PAGES) : 1;
    if (parts == 1) {
      backend.pool().run(attendWholes, tiles, 1);
    } else {
      reserveStates(tiles * parts);
      backend.pool().run(attendParts, tiles * parts, 1);
      backend.pool().run(mergeParts, tiles, 1);
    }
  }

  private void reserveStates(int count) {
    int size = count * softmax.size(rows(Math.min(tokens, tokensPerTile)));
    if (states.length < size) {
      states = new float[Math.max(size, 2 * states.length)];
    }
  }

  private void rotateAndStore(int from, int to, Scratch scratch) {
    int headSize = shape.headSize();
    for (int token = from; token < to; token++) {
      int position = firstPosition + token;
      int query = token * shape.qkvSize();
      int key = query + shape.querySize();
      int value = key + shape.keyValueSize();
      for (int at = query; at < value; at += headSize) {
        kernels.rotate(
            qkv, at, rotary.cosines(), rotary.sines(), position * rotary.half(), rotary.half());
      }
      for (int head = 0; head < shape.keyValueHeads(); head++) {
        cache.put(layer, head, position, qkv, key + head * headSize, value + head * headSize);
      }
    }
  }

  private void attendWholes(int from, int to, Scratch scratch) {
    for (int tile = from; tile < to; tile++) {
      int state = 0;
      int work = softmax.size(rows(tileTokens(tile)));
      float[] buffer = scratch.floats(work + workSize(rows(tileTokens(tile))));
      attend(tile, 0, Integer.MAX_VALUE, buffer, state, buffer, work);
      finish(tile, buffer, state);
    }
  }

  private void attendParts(int from, int to, Scratch scratch) {
    int firstPage = shape.firstVisible(firstPosition) / PAGE;
    for (int item = from; item < to; item++) {
      int tile = item / parts;
      int page = firstPage + item % parts * PART_PAGES;
      float[] buffer = scratch.floats(workSize(rows(tileTokens(tile))));
      attend(tile, page, page + PART_PAGES, states, stateIndex(item), buffer, 0);
    }
  }

  private void mergeParts(int from, int to, Scratch scratch) {
    for (int tile = from; tile < to; tile++) {
      int rows = rows(tileTokens(tile));
      int first = tile * parts;
      for (int item = first + 1; item < first + parts; item++) {
        softmax.merge(states, stateIndex(first), stateIndex(item), rows);
      }
      finish(tile, states, stateIndex(first));
    }
  }

  private int stateIndex(int item) {
    return item * softmax.size(rows(Math.min(tokens, tokensPerTile)));
  }

  /** A tile is some tokens' queries of one key/value head, the head running faster. */
  private int head(int tile) {
    return tile % shape.keyValueHeads();
  }

  private int firstToken(int tile) {
    return tile / shape.keyValueHeads() * tokensPerTile;
  }

  private int tileTokens(int tile) {
    return Math.min(tokensPerTile, tokens - firstToken(tile));
  }

  /** Rows of a tile, filled up to what the kernel takes. */
  private int rows(int tileTokens) {
    return Math.ceilDiv(tileTokens * shape.group(), ROWS) * ROWS;
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
   * Takes a tile over those of the pages from {@code fromPage} to {@code toPage}, exclusive, that
   * it sees. Rows are (token, head of the group), the head running faster, then zeros.
   *
   * @param state gets the state of {@link #softmax} at {@code stateAt}
   * @param work room for {@link #workSize} floats at {@code workAt}
   */
  private void attend(
      int tile, int fromPage, int toPage, float[] state, int stateAt, float[] work, int workAt) {
    int rows = rows(tileTokens(tile));
    int scores = workAt + querySize(rows);
    int position = firstPosition + firstToken(tile);
    int end = position + tileTokens(tile);
    int from = Math.max(fromPage, shape.firstVisible(position) / PAGE);
    int to = Math.min(toPage, Math.ceilDiv(end, PAGE));
    softmax.clear(state, stateAt, rows);
    gatherQueries(tile, work, workAt);
    for (int page = from; page < to; page++) {
      int positions = Math.min(PAGE, end - page * PAGE);
      multiplyKeys(head(tile), page, positions, rows, work, workAt, scores);
      for (int row = 0; row < tileTokens(tile) * shape.group(); row++) {
        int token = position + row / shape.group();
        softmaxRow(page * PAGE, token, work, scores + row * PAGE, state, stateAt, rows, row);
      }
      multiplyValues(head(tile), page, positions, rows, work, scores, state, stateAt);
    }
  }

  /** Makes the scores: products of queries with the keys of a page. */
  private void multiplyKeys(
      int head, int page, int positions, int rows, float[] work, int queries, int scores) {
    MemorySegment keys = cache.keys(layer, head, page);
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
    multiplyRows(work, scores, rows, cache.keyScales(layer, head, page));
  }

  /** Adds the products of the exponentials with the values of a page to the state's sums. */
  private void multiplyValues(
      int head,
      int page,
      int positions,
      int rows,
      float[] work,
      int scores,
      float[] state,
      int stateAt) {
    multiplyRows(work, scores, rows, cache.valueScales(layer, head, page));
    MemorySegment values = cache.values(layer, head, page);
    int strips = cache.valueStrips();
    int products = scores + rows * PAGE;
    int width = softmax.width();
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
      float factor = pages.leftFactor();
      softmax.exponentials(work, start + from, to - from, factor, state, stateAt, rows, row);
    }
  }

  /** Copies a tile's queries, scaled, as a left factor in panels. */
  private void gatherQueries(int tile, float[] work, int workAt) {
    int headSize = shape.headSize();
    int group = shape.group();
    int rows = rows(tileTokens(tile));
    Arrays.fill(work, workAt, workAt + querySize(rows), 0);
    for (int row = 0; row < tileTokens(tile) * group; row++) {
      int token = firstToken(tile) + row / group;
      int source = token * shape.qkvSize() + (head(tile) * group + row % group) * headSize;
      for (int k = 0; k < headSize; k += PANEL) {
        int target = workAt + k * rows + row * PANEL;
        System.arraycopy(qkv, source + k, work, target, Math.min(PANEL, headSize - k));
      }
    }
    kernels.scale(work, workAt, querySize(rows), scale);
  }

  private void finish(int tile, float[] state, int stateAt) {
    int group = shape.group();
    int headSize = shape.headSize();
    softmax.normalize(state, stateAt, rows(tileTokens(tile)));
    for (int row = 0; row < tileTokens(tile) * group; row++) {
      int token = firstToken(tile) + row / group;
      int target = token * shape.querySize() + (head(tile) * group + row % group) * headSize;
      System.arraycopy(state, stateAt + row * softmax.width(), out, target, headSize);
    }
  }
}
