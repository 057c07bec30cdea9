package org.llamajvm.engine.cache;

import static org.llamajvm.engine.cache.KvLayout.PAGE;
import static org.llamajvm.engine.cache.KvLayout.PIECE;

/**
 * The layers of a model whose tokens see equally far. Pages hold the layers of one kind.
 *
 * @param index among the kinds of the model
 * @param window positions that a token sees, itself included; 0 for all
 * @param blocks of memory that a page takes
 */
record KvKind(int index, int window, int blocks) {

  /** Whether pages are not needed any more when the sequence has gone on. */
  boolean isWindowed() {
    return window > 0;
  }

  /** The first page that the token at a position sees. */
  int firstPage(int position) {
    return isWindowed() ? Math.max(0, position - window + 1) / PAGE : 0;
  }

  /** Pages that a sequence has that begins with so many known pages. */
  int used(int pages) {
    return pages - firstPage(pages * PAGE);
  }

  /** The most pages that a sequence has at once that never goes back. */
  int mostPages(int capacity) {
    int all = KvLayout.pages(capacity);
    return isWindowed() ? (int) Math.min(all, touched((long) window - 1 + PIECE)) : all;
  }

  /** The most pages that a sequence has at once, with those that let it go back. */
  int mostPagesWithMark(int capacity) {
    int all = KvLayout.pages(capacity);
    return (int) Math.min(all, mostPages(capacity) + (isWindowed() ? touched(window) + 1 : 0));
  }

  /** The most pages that consecutive positions can lie in. */
  private static long touched(long positions) {
    return Math.ceilDiv(positions - 1, PAGE) + 1;
  }
}
