package org.llamajvm.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.llamajvm.convert.Checkpoints;

/** Checkpoints of PyTorch: zip archives of pickles and storages. */
public final class TorchTarget {

  private static final Workspace WORK = new Workspace("TorchTarget");

  /** Lies beside the weights. */
  private static final String CONFIG =
      """
      {"model_type": "llama", "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
       "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-5,
       "vocab_size": 32, "max_position_embeddings": 64}
      """;

  private TorchTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
    WORK.write("pytorch_model.bin", Flat.zip(input));
    Checkpoints.open(WORK.directory()).close();
  }
}
