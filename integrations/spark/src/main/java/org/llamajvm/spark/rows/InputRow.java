package org.llamajvm.spark.rows;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A row as it comes in: the columns to keep, then the prompt, the key and the options.
 *
 * @param row all of it
 */
record InputRow(Row row) {

  private int kept() {
    return row.length() - GenerateRows.READ;
  }

  /** Null if there is none. */
  Object prompt() {
    return row.get(kept());
  }

  /** Empty if there is none. */
  Optional<String> key() {
    return Optional.ofNullable(row.getString(kept() + 1));
  }

  /** Null if there are none. */
  Object options() {
    return row.get(kept() + 2);
  }

  /** The columns to keep, and a result. */
  Row with(Row result) {
    Object[] values = new Object[kept() + 1];
    for (int i = 0; i < kept(); i++) {
      values[i] = row.get(i);
    }
    values[kept()] = result;
    return RowFactory.create(values);
  }
}
