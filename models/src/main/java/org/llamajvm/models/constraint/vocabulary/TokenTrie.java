package org.llamajvm.models.constraint.vocabulary;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.llamajvm.models.constraint.automaton.SpecialBytes;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * The bytes of all tokens of a vocabulary as a tree: a node for each beginning of a token. Nodes
 * are numbered in depth-first order, so that what begins alike is a range. Immutable.
 */
final class TokenTrie {

  private final byte[] labels;
  private final int[] depths;
  private final int[] ends;
  private final int[] tokens;
  private final int[] rankOf;
  private final int[] ranks;
  private final short[] below;
  private final int[] heights;
  private final byte[][] bytes;
  private final int longest;

  /**
   * Reads a vocabulary.
   *
   * @param size ids below this are tokens; those that the tokenizer does not know have no bytes
   */
  TokenTrie(Tokenizer tokenizer, int size) {
    bytes = new byte[size][];
    for (int id = 0; id < size; id++) {
      bytes[id] = id < tokenizer.vocabularySize() ? bytesOf(tokenizer, id) : new byte[0];
    }
    List<Integer> order =
        IntStream.range(0, size)
            .filter(id -> bytes[id].length > 0)
            .boxed()
            .sorted(Comparator.comparing(id -> bytes[id], Arrays::compareUnsigned))
            .toList();
    int nodes = count(order);
    labels = new byte[nodes];
    depths = new int[nodes];
    ends = new int[nodes];
    tokens = new int[nodes];
    ranks = new int[nodes + 1];
    rankOf = new int[size];
    Arrays.fill(tokens, -1);
    Arrays.fill(rankOf, -1);
    longest = build(order);
    rank(order);
    below = new short[nodes];
    heights = new int[nodes];
    categorize();
  }

  private static byte[] bytesOf(Tokenizer tokenizer, int id) {
    return tokenizer.isSpecial(id)
        ? SpecialBytes.encode(SpecialBytes.token(tokenizer.pieceOf(id)))
        : tokenizer.bytesOf(id);
  }

  private int count(List<Integer> order) {
    int nodes = 0;
    byte[] last = {};
    for (int id : order) {
      nodes += bytes[id].length - common(last, bytes[id]);
      last = bytes[id];
    }
    return nodes;
  }

  private static int common(byte[] some, byte[] others) {
    int mismatch = Arrays.mismatch(some, others);
    return mismatch < 0 ? some.length : mismatch;
  }

  private int build(List<Integer> order) {
    int most = order.stream().mapToInt(id -> bytes[id].length).max().orElse(0);
    int[] path = new int[most];
    int depth = 0;
    int next = 0;
    byte[] last = {};
    for (int id : order) {
      byte[] text = bytes[id];
      int common = common(last, text);
      while (depth > common) {
        ends[path[--depth]] = next;
      }
      while (depth < text.length) {
        path[depth] = next;
        labels[next] = text[depth];
        depths[next++] = depth++;
      }
      tokens[path[depth - 1]] = id;
      last = text;
    }
    while (depth > 0) {
      ends[path[--depth]] = next;
    }
    return most;
  }

  /** Numbers the texts of tokens in the order of their nodes; equal ones have one number. */
  private void rank(List<Integer> order) {
    for (int node = 0; node < labels.length; node++) {
      ranks[node + 1] = ranks[node] + (tokens[node] >= 0 ? 1 : 0);
    }
    int rank = -1;
    byte[] last = {};
    for (int id : order) {
      rank += Arrays.equals(last, bytes[id]) ? 0 : 1;
      rankOf[id] = rank;
      last = bytes[id];
    }
  }

  private void categorize() {
    int[] bits = new int[256];
    for (int b = 0; b < bits.length; b++) {
      bits[b] = ByteCategory.bit(b);
    }
    int[] found = new int[longest + 2];
    int[] deepest = new int[longest + 2];
    for (int node = labels.length - 1; node >= 0; node--) {
      int depth = depths[node];
      below[node] = (short) found[depth + 1];
      found[depth + 1] = 0;
      heights[node] = deepest[depth + 1];
      deepest[depth] = Math.max(deepest[depth], deepest[depth + 1] + 1);
      deepest[depth + 1] = 0;
      found[depth] |= bits[label(node)] | below[node];
    }
  }

  /** The {@linkplain ByteCategory categories} of all bytes below a node. */
  int below(int node) {
    return below[node];
  }

  /** How many bytes follow a node at most. */
  int height(int node) {
    return heights[node];
  }

  /** The number of a token's text among all texts; -1 if it has none. */
  int rankOf(int token) {
    return rankOf[token];
  }

  /** How many texts of tokens end at nodes before this one, which may be the end. */
  int rank(int node) {
    return ranks[node];
  }

  /** Number of different texts. */
  int texts() {
    return ranks[labels.length];
  }

  /** Number of nodes. */
  int size() {
    return labels.length;
  }

  /** Ids are below this. */
  int vocabularySize() {
    return bytes.length;
  }

  /** Bytes of the longest token. */
  int longest() {
    return longest;
  }

  /** The bytes of a token, borrowed; none if it has no text. */
  byte[] bytes(int token) {
    return bytes[token];
  }

  /** The last byte of a node. */
  int label(int node) {
    return labels[node] & 0xff;
  }

  /** How many bytes stand before the last one of a node. */
  int depth(int node) {
    return depths[node];
  }

  /** The first node behind those that begin with this one. */
  int end(int node) {
    return ends[node];
  }

  /** A token of exactly the bytes of a node; -1 if there is none. */
  int token(int node) {
    return tokens[node];
  }

  /**
   * The longest token with which a text begins.
   *
   * @return -1 if there is none
   */
  int longestPrefix(byte[] text, int from) {
    int best = -1;
    int node = 0;
    int to = labels.length;
    for (int i = from; i < text.length; i++) {
      while (node < to && labels[node] != text[i]) {
        node = ends[node];
      }
      if (node >= to) {
        break;
      }
      if (tokens[node] >= 0) {
        best = tokens[node];
      }
      to = ends[node];
      node++;
    }
    return best;
  }
}
