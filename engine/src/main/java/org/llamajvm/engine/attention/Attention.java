package org.llamajvm.engine.attention;

import static org.llamajvm.engine.cache.KvCache.PAGE;

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
 * result, and when a row's maximum rises, what was summed so far is scaled down (online softmax,
 * Milakov and Gimelshein, 2018; FlashAttention, Dao et al., 2022). So memory does not grow with the
 * context.
 *
 * <p>Holds the arguments of the call under way; one thread calls, the pool's threads work.
 */
public final class Attention {

  /** Rows of a tile, more or less. */
  private static final int TILE_ROWS = 32;

  private final Kernels kernels;
  private final Backend backend;
  private final AttentionShape shape;
  private final KvCache cache;
  private final PageKernel pages;
  private final float scale;
  private final int tokensPerTile;
  private final Region rotateAndStore = this::rotateAndStore;
  private final Region attend = this::attend;

  private final RotaryTable rotary;
  private int layer;
  private float[] qkv;
  private float[] out;
  private int firstPosition;
  private int tokens;

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
    scale = (float) (1 / Math.sqrt(shape.headSize()));
    tokensPerTile = Math.max(1, TILE_ROWS / shape.group());
  }

  /**
   * Turns queries and keys by their positions, appends keys and values to the cache and computes
   * the heads' outputs.
   *
   * @param layer the layer, for the cache
   * @param qkv (tokens, qkvSize) queries, keys and values before RoPE; queries and keys are turned
   *     in place
   * @param firstPosition position of the first token; the cache has room for all
   * @param tokens number of tokens
   * @param out gets (tokens, querySize)
   */
  public void apply(int layer, float[] qkv, int firstPosition, int tokens, float[] out) {
    this.layer = layer;
    this.qkv = qkv;
    this.out = out;
    this.firstPosition = firstPosition;
    this.tokens = tokens;
    backend.pool().run(rotateAndStore, tokens, 4);
    int tiles = Math.ceilDiv(tokens, tokensPerTile);
    backend.pool().run(attend, tiles * shape.keyValueHeads(), 1);
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

  private void attend(int from, int to, Scratch scratch) {
    for (int item = from; item < to; item++) {
      int head = item % shape.keyValueHeads();
      int token = item / shape.keyValueHeads() * tokensPerTile;
      attendTile(head, token, Math.min(tokensPerTile, tokens - token), scratch);
    }
  }

  /** Rows are (token, head of the group), the head running faster. */
  private void attendTile(int head, int firstToken, int tileTokens, Scratch scratch) {
    int headSize = shape.headSize();
    int group = shape.group();
    int rows = tileTokens * group;
    float[] buffer = scratch.floats(rows * (2 * headSize + PAGE + 2));
    int sums = rows * headSize;
    int scores = sums + rows * headSize;
    int maxima = scores + rows * PAGE;
    int totals = maxima + rows;
    gatherQueries(head, firstToken, tileTokens, buffer);
    Arrays.fill(buffer, sums, scores, 0);
    Arrays.fill(buffer, maxima, totals, Float.NEGATIVE_INFINITY);
    Arrays.fill(buffer, totals, totals + rows, 0);

    int first = shape.firstVisible(firstPosition + firstToken);
    int last = firstPosition + firstToken + tileTokens - 1;
    for (int page = first / PAGE; page <= last / PAGE; page++) {
      Arrays.fill(buffer, scores, maxima, 0);
      pages.multiplyAdd(
          buffer,
          0,
          headSize,
          rows,
          cache.keys(layer, head, page),
          headSize,
          PAGE,
          buffer,
          scores,
          PAGE,
          scratch);
      multiplyRows(buffer, scores, rows, cache.keyScales(layer, head, page));
      for (int row = 0; row < rows; row++) {
        int position = firstPosition + firstToken + row / group;
        softmaxRow(page * PAGE, position, buffer, scores, row, sums, maxima, totals);
      }
      multiplyRows(buffer, scores, rows, cache.valueScales(layer, head, page));
      int positions = Math.min(PAGE, last + 1 - page * PAGE);
      pages.multiplyAdd(
          buffer,
          scores,
          PAGE,
          rows,
          cache.values(layer, head, page),
          positions,
          headSize,
          buffer,
          sums,
          headSize,
          scratch);
    }
    scatterOutputs(head, firstToken, tileTokens, buffer, sums, totals);
  }

  /**
   * Multiplies every row, a column for a position, by the positions' scales; there are none if the
   * cache is of a type without.
   */
  private void multiplyRows(float[] buffer, int scores, int rows, float[] scales) {
    for (int row = 0; row < rows && scales.length > 0; row++) {
      kernels.multiply(buffer, scores + row * PAGE, scales, 0, PAGE);
    }
  }

  /** Turns one row of scores into exponentials, zero where the token does not see. */
  private void softmaxRow(
      int pageStart,
      int position,
      float[] buffer,
      int scores,
      int row,
      int sums,
      int maxima,
      int totals) {
    int start = scores + row * PAGE;
    int from = Math.clamp(shape.firstVisible(position) - pageStart, 0, PAGE);
    int to = Math.clamp(position + 1 - pageStart, from, PAGE);
    Arrays.fill(buffer, start, start + from, 0);
    Arrays.fill(buffer, start + to, start + PAGE, 0);
    if (from == to) {
      return;
    }
    float before = buffer[maxima + row];
    float maximum = Math.max(before, kernels.maximum(buffer, start + from, to - from));
    if (maximum > before) {
      float shrink = (float) Math.exp(before - maximum);
      kernels.scale(buffer, sums + row * shape.headSize(), shape.headSize(), shrink);
      buffer[totals + row] *= shrink;
      buffer[maxima + row] = maximum;
    }
    buffer[totals + row] += kernels.exponentials(buffer, start + from, to - from, maximum);
  }

  private void gatherQueries(int head, int firstToken, int tileTokens, float[] buffer) {
    int length = shape.group() * shape.headSize();
    for (int token = 0; token < tileTokens; token++) {
      int source = (firstToken + token) * shape.qkvSize() + head * length;
      System.arraycopy(qkv, source, buffer, token * length, length);
    }
    kernels.scale(buffer, 0, tileTokens * length, scale);
  }

  private void scatterOutputs(
      int head, int firstToken, int tileTokens, float[] buffer, int sums, int totals) {
    int headSize = shape.headSize();
    int length = shape.group() * headSize;
    for (int row = 0; row < tileTokens * shape.group(); row++) {
      kernels.scale(buffer, sums + row * headSize, headSize, 1 / buffer[totals + row]);
    }
    for (int token = 0; token < tileTokens; token++) {
      int target = (firstToken + token) * shape.querySize() + head * length;
      System.arraycopy(buffer, sums + token * length, out, target, length);
    }
  }
}
