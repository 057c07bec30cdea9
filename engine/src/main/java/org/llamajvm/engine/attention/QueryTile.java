package org.llamajvm.engine.attention;

import static org.llamajvm.engine.cache.KvLayout.PAGE;
import static org.llamajvm.engine.kernel.PageKernel.ROWS;

import org.llamajvm.engine.batch.Rows;
import org.llamajvm.engine.cache.KvPage;

/**
 * Some tokens' queries of one key/value head: rows are (token, head of the group), the head running
 * faster, then rows of zeros up to what the kernel takes. Reused from step to step.
 */
final class QueryTile {

  /** Pages of a part. */
  static final int PART_PAGES = 4;

  private final AttentionShape shape;
  private Rows step;
  private int span;
  private int head;
  private int firstToken;
  private int tokens;

  QueryTile(AttentionShape shape) {
    this.shape = shape;
  }

  /** Rows of a tile of so many tokens. */
  static int rows(AttentionShape shape, int tokens) {
    return Math.ceilDiv(tokens * shape.group(), ROWS) * ROWS;
  }

  /**
   * Takes tokens of a span.
   *
   * @param rows of the step
   * @param mostTokens if the span has as many
   */
  void set(Rows rows, int newSpan, int newHead, int newFirstToken, int mostTokens) {
    step = rows;
    span = newSpan;
    head = newHead;
    firstToken = newFirstToken;
    tokens = Math.min(mostTokens, rows.tokens(span) - firstToken);
  }

  /** The key/value head. */
  int head() {
    return head;
  }

  /** Rows, those of zeros included. */
  int rows() {
    return rows(shape, tokens);
  }

  /** Rows with queries. */
  int queryRows() {
    return tokens * shape.group();
  }

  /** The position of a row's token. */
  int position(int row) {
    return firstPosition() + row / shape.group();
  }

  /** The position after the last one. */
  int end() {
    return firstPosition() + tokens;
  }

  private int firstPosition() {
    return step.position(span) + firstToken;
  }

  /** The first page that a token of the tile sees. */
  int firstPage() {
    return shape.firstVisible(firstPosition()) / PAGE;
  }

  /** The page after the last one that a token of the tile sees. */
  int endPage() {
    return Math.ceilDiv(end(), PAGE);
  }

  /** The part that the first page is in. */
  int firstPart() {
    return firstPage() / PART_PAGES;
  }

  /** How many parts have pages that a token of the tile sees. */
  int parts() {
    return (endPage() - 1) / PART_PAGES + 1 - firstPart();
  }

  /** The row of the step that a row of the tile belongs to. */
  int stepRow(int row) {
    return step.firstRow(span) + firstToken + row / shape.group();
  }

  /** Where in the queries or outputs of a token the head of a row is. */
  int headOffset(int row) {
    return queryHead(row) * shape.headSize();
  }

  /** The query head of a row. */
  int queryHead(int row) {
    return head * shape.group() + row % shape.group();
  }

  /** A page of the tile's sequence. */
  KvPage page(int layer, int index) {
    return step.sequence(span).page(layer, index);
  }
}
