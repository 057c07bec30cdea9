package org.llamajvm.fuzz;

import java.io.IOException;
import org.llamajvm.convert.Checkpoints;

/** Checkpoints of llama2.c. */
public final class Llama2cTarget {

  private static final Workspace WORK = new Workspace("Llama2cTarget");

  private Llama2cTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("model.bin", input);
    Checkpoints.open(WORK.directory()).close();
  }
}
