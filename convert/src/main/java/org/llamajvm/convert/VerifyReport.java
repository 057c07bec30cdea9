package org.llamajvm.convert;

import java.util.List;

/**
 * What checking a directory found.
 *
 * @param problems a sentence for each; none if all is well
 * @param remarks what could not be checked, and why
 * @param files number of files with weights
 * @param tensors number of tensors
 * @param bytes bytes of the files with weights
 */
public record VerifyReport(
    List<String> problems, List<String> remarks, int files, int tensors, long bytes) {

  /** Copies the lists. */
  public VerifyReport {
    problems = List.copyOf(problems);
    remarks = List.copyOf(remarks);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return problems.isEmpty();
  }
}
