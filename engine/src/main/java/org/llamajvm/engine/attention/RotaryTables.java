package org.llamajvm.engine.attention;

import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a scheme: one for each class of lengths that was asked for lately. One thread at a
 * time.
 */
public final class RotaryTables {

  /** A table takes as much memory as it has positions; most models need one or two tables. */
  private static final int MOST = 8;

  private final RotaryScheme scheme;
  private final List<OfClass> tables = new ArrayList<>();

  private record OfClass(int lengthClass, RotaryTable table) {}

  /** Makes no table yet. */
  public RotaryTables(RotaryScheme scheme) {
    this.scheme = scheme;
  }

  /** The table for sequences of a class. */
  RotaryTable of(int lengthClass) {
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).lengthClass() == lengthClass) {
        return tables.get(i).table();
      }
    }
    if (tables.size() == MOST) {
      tables.removeFirst();
    }
    RotaryTable table = new RotaryTable(scheme.rotary(lengthClass));
    tables.add(new OfClass(lengthClass, table));
    return table;
  }
}
