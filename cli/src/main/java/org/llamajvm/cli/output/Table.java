package org.llamajvm.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.format.ForeignText;

/**
 * Rows of cells under headings. Where a line has no room for a row, the first cell stands on a line
 * of its own and the others, without headings, on the next ones.
 */
public final class Table {

  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<List<String>> remarks = new ArrayList<>();

  /** Begins a table. */
  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /**
   * Adds a row.
   *
   * @param cells one for each heading
   */
  public void add(String... cells) {
    rows.add(List.of(cells).stream().map(ForeignText::escape).toList());
    remarks.add(new ArrayList<>());
  }

  /** Adds a sentence below the last row. */
  public void remark(String sentence) {
    remarks.getLast().add(ForeignText.message(sentence));
  }

  /**
   * The lines.
   *
   * @param columns cells of a line; 0 for as many as are needed
   */
  public List<String> lines(int columns) {
    int[] widths = widths();
    int total = GAP.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    boolean wide = columns == 0 || total <= columns;
    List<String> lines = new ArrayList<>();
    if (wide) {
      lines.add(line(headings, widths));
    }
    for (int i = 0; i < rows.size(); i++) {
      if (wide) {
        lines.add(line(rows.get(i), widths));
      } else {
        lines.add(rows.get(i).getFirst());
        lines.addAll(folded(String.join(GAP, rest(rows.get(i))), columns));
      }
      for (String remark : remarks.get(i)) {
        lines.addAll(columns == 0 ? List.of(GAP + remark) : folded(remark, columns));
      }
    }
    return lines;
  }

  private static List<String> rest(List<String> row) {
    return row.subList(1, row.size()).stream().filter(cell -> !cell.isEmpty()).toList();
  }

  private int[] widths() {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headings.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : GAP).append(cells.get(i));
      line.append(" ".repeat(widths[i] - cells.get(i).length()));
    }
    return line.toString().stripTrailing();
  }

  /** A text in indented lines, broken between words where blanks allow it. */
  private static List<String> folded(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(GAP);
    for (String word : text.split(" ", -1)) {
      boolean isFirst = line.length() == GAP.length();
      if (!isFirst && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(GAP);
        isFirst = true;
      }
      line.append(isFirst ? "" : " ").append(word);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
