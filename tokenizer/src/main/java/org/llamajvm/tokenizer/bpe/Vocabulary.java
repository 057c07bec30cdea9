package org.llamajvm.tokenizer.bpe;

import java.util.Arrays;

/**
 * Pieces and their ids, both ways. All characters lie in one array and the hash table holds ids
 * alone, so that 128,000 pieces take 4 MB and no object each. Immutable.
 */
public final class Vocabulary {

  private static final int DIRECT = 1024; // code points below this are looked up in an array

  private final char[] text; // pieces one after another, in the order in which they were added
  private final int[] start; // start[id] indexes text
  private final int[] length; // length[id] in chars, -1 for an id that no piece has
  private final int[] table; // open addressing; id + 1, 0 for a free slot
  private final int[] direct = new int[DIRECT]; // id of the piece of this one code point, or -1

  private Vocabulary(char[] text, int[] start, int[] length, int count) {
    this.text = text;
    this.start = start;
    this.length = length;
    table = new int[Integer.highestOneBit(Math.max(count, 4)) * 4];
    for (int id = 0; id < length.length; id++) {
      if (length[id] >= 0) {
        insert(id);
      }
    }
    for (int c = 0; c < DIRECT; c++) {
      direct[c] = find(Character.toString(c));
    }
  }

  private void insert(int id) {
    int slot = slotOf(hash(text, start[id], start[id] + length[id]));
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = id + 1;
  }

  /** One more than the largest id. */
  public int size() {
    return length.length;
  }

  /** Whether a piece has this id. */
  public boolean has(int id) {
    return id >= 0 && id < length.length && length[id] >= 0;
  }

  /** The piece with this id; empty for an id that none has. */
  public String piece(int id) {
    return length[id] < 0 ? "" : new String(text, start[id], length[id]);
  }

  /** The length of the longest piece, in chars. */
  public int longest() {
    int longest = 0;
    for (int chars : length) {
      longest = Math.max(longest, chars);
    }
    return longest;
  }

  /** The length of the piece with this id, in chars; -1 for an id that none has. */
  public int length(int id) {
    return length[id];
  }

  /** Copies the chars of the piece with this id to {@code to[at…]}. */
  public void copy(int id, char[] to, int at) {
    System.arraycopy(text, start[id], to, at, length[id]);
  }

  /** The id of a piece, or -1. */
  public int find(String piece) {
    return find(piece.toCharArray(), 0, piece.length());
  }

  /** The id of the piece {@code chars[from, to)}, or -1. */
  public int find(char[] chars, int from, int to) {
    int slot = slotOf(hash(chars, from, to));
    for (; table[slot] != 0; slot = (slot + 1) & (table.length - 1)) {
      int id = table[slot] - 1;
      if (length[id] == to - from
          && Arrays.equals(text, start[id], start[id] + length[id], chars, from, to)) {
        return id;
      }
    }
    return -1;
  }

  /** The id of the piece that is this one code point, or -1. */
  public int findCodePoint(int codePoint) {
    if (codePoint < DIRECT) {
      return direct[codePoint];
    }
    char[] chars = Character.toChars(codePoint);
    return find(chars, 0, chars.length);
  }

  /** Whether a piece has {@code c} somewhere behind another character. */
  boolean hasInside(char c) {
    for (int id = 0; id < length.length; id++) {
      for (int i = start[id] + 1; i < start[id] + length[id]; i++) {
        if (text[i] == c && text[i - 1] != c) {
          return true;
        }
      }
    }
    return false;
  }

  private int slotOf(int hash) {
    return (hash ^ hash >>> 15) & (table.length - 1);
  }

  private static int hash(char[] chars, int from, int to) {
    int hash = 0x811c9dc5; // FNV-1a, on chars
    for (int i = from; i < to; i++) {
      hash = (hash ^ chars[i]) * 0x01000193;
    }
    return hash;
  }

  /** Collects pieces. Not safe for use by several threads at once. */
  public static final class Builder {

    private char[] text = new char[1 << 12];
    private int used;
    private int[] start = new int[1 << 9];
    private int[] length = new int[1 << 9];
    private int size; // one more than the largest id
    private int count;

    /** Nothing yet. */
    public Builder() {
      Arrays.fill(length, -1);
    }

    /**
     * Adds the piece {@code chars[from, to)}.
     *
     * @return whether the id was free; if not, nothing changed
     * @throws IndexOutOfBoundsException if {@code id} is negative
     */
    public boolean add(int id, char[] chars, int from, int to) {
      if (id < size && length[id] >= 0) {
        return false;
      }
      if (id >= length.length) {
        int before = length.length;
        int capacity = Math.max(id + 1, before * 2);
        start = Arrays.copyOf(start, capacity);
        length = Arrays.copyOf(length, capacity);
        Arrays.fill(length, before, capacity, -1);
      }
      if (text.length - used < to - from) {
        text = Arrays.copyOf(text, Math.max(text.length * 2, used + to - from));
      }
      System.arraycopy(chars, from, text, used, to - from);
      start[id] = used;
      length[id] = to - from;
      used += to - from;
      size = Math.max(size, id + 1);
      count++;
      return true;
    }

    /** Adds a piece, as the other method does. */
    public boolean add(int id, String piece) {
      return add(id, piece.toCharArray(), 0, piece.length());
    }

    /** One more than the largest id so far. */
    public int size() {
      return size;
    }

    /**
     * The vocabulary of what was added. Where two ids have the same piece, one of them is found.
     */
    public Vocabulary build() {
      return new Vocabulary(
          Arrays.copyOf(text, used),
          Arrays.copyOf(start, size),
          Arrays.copyOf(length, size),
          count);
    }
  }
}
