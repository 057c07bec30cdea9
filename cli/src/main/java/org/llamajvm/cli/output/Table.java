package org.llamajvm.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.format.ForeignText;

/**
 * Rows of cells under headings. Where a line has no room for a row, the first cell stands on a line
 * of its own and the others on the next ones, as do the headings.
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
    lines.addAll(wide ? List.of(line(headings, widths)) : folded(headings, columns));
    for (int i = 0; i < rows.size(); i++) {
      lines.addAll(wide ? List.of(line(rows.get(i), widths)) : folded(rows.get(i), columns));
      for (String remark : remarks.get(i)) {
        lines.addAll(columns == 0 ? List.of(GAP + remark) : folded(words(remark), " ", columns));
      }
    }
    return lines;
  }

  private static List<String> folded(List<String> row, int columns) {
    List<String> lines = new ArrayList<>();
    lines.add(row.getFirst());
    lines.addAll(folded(rest(row), GAP, columns));
    return lines;
  }

  private static List<String> words(String sentence) {
    return List.of(sentence.split(" ", -1));
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

  /** Parts in indented lines; one that is wider than a line is broken between its words. */
  private static List<String> folded(List<String> parts, String gap, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(GAP);
    for (String part : parts) {
      boolean isFirst = line.length() == GAP.length();
      if (!isFirst && line.length() + gap.length() + part.length() > columns) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(GAP);
        isFirst = true;
      }
      if (GAP.length() + part.length() > columns && part.indexOf(' ') > 0) {
        List<String> broken = folded(words(part), " ", columns);
        lines.addAll(broken.subList(0, broken.size() - 1));
        line = new StringBuilder(broken.getLast());
      } else {
        line.append(isFirst ? "" : gap).append(part);
      }
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
