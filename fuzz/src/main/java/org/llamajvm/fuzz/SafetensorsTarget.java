package org.llamajvm.fuzz;

import java.io.IOException;
import org.llamajvm.loader.weights.TensorStore;

/** Headers and directories of safetensors. */
public final class SafetensorsTarget {

  private static final Workspace WORK = new Workspace("SafetensorsTarget");

  private SafetensorsTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("model.safetensors", Flat.safetensors(input));
    try (TensorStore store = TensorStore.open(WORK.directory())) {
      for (String name : store.names()) {
        store.segment(name);
      }
    }
  }
}
