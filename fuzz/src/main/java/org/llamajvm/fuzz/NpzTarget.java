package org.llamajvm.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.llamajvm.convert.Checkpoints;

/** NumPy archives under Meta's names. */
public final class NpzTarget {

  private static final Workspace WORK = new Workspace("NpzTarget");

  /** Lies beside the weights. */
  private static final String CONFIG =
      """
      {"dim": 16, "n_layers": 2, "n_heads": 4, "n_kv_heads": 2, "norm_eps": 1e-5,
       "vocab_size": 32}
      """;

  private NpzTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
    WORK.write("weights.npz", Flat.zip(input));
    Checkpoints.open(WORK.directory()).close();
  }
}
