package org.llamajvm.spark.rows;

import org.apache.spark.sql.Row;
import org.llamajvm.models.ModelOutputException;
import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.tokenizer.UnboundedPatternException;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * What becomes of a row that cannot be answered.
 *
 * @param failOnError whether it ends the task
 */
record RowFaults(boolean failOnError) {

  /**
   * The result that tells the fault.
   *
   * @throws RowFailedException if the job is to end then
   * @throws RuntimeException the failure itself if it is not the row's fault
   */
  Row result(InputRow row, RuntimeException failure) {
    if (!isOfRow(failure)) {
      throw failure;
    }
    if (failOnError) {
      throw new RowFailedException(row.key().orElse("without a key"), failure);
    }
    return ResultColumn.ofError(failure.getMessage());
  }

  private static boolean isOfRow(RuntimeException failure) {
    return failure instanceof IllegalArgumentException
        || failure instanceof PromptTooLongException
        || failure instanceof ModelOutputException
        || failure instanceof TemplateException
        || failure instanceof UnboundedPatternException;
  }
}
