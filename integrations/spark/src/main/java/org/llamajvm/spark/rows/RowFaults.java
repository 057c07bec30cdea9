package org.llamajvm.spark.rows;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.llamajvm.models.ModelOutputException;
import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.tokenizer.UnboundedPatternException;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * What becomes of a row that cannot be answered.
 *
 * @param failOnError whether it ends the task
 * @param column of the results
 */
record RowFaults(boolean failOnError, ResultColumn column) {

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
    return checked(row, column.ofError(failure.getMessage()), failure);
  }

  /**
   * A result, if it may have an error.
   *
   * @throws RowFailedException if it has one, and the job is to end then
   */
  Row checked(InputRow row, Row result) {
    return checked(row, result, null);
  }

  private Row checked(InputRow row, Row result, RuntimeException cause) {
    Optional<String> error = ResultColumn.error(result);
    if (failOnError && error.isPresent()) {
      throw new RowFailedException(row.key().orElse("without a key"), error.get(), cause);
    }
    return result;
  }

  private static boolean isOfRow(RuntimeException failure) {
    return failure instanceof IllegalArgumentException
        || failure instanceof PromptTooLongException
        || failure instanceof ModelOutputException
        || failure instanceof TemplateException
        || failure instanceof UnboundedPatternException;
  }
}
