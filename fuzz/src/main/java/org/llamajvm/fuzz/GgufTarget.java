package org.llamajvm.fuzz;

import java.io.IOException;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.Tokenizer;

/** GGUF files: header, configuration, tokenizer, template. */
public final class GgufTarget {

  private static final Workspace WORK = new Workspace("GgufTarget");

  private GgufTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    try (ModelSource source = ModelSource.open(WORK.write("model.gguf", input))) {
      source.tensors();
      Architectures.STANDARD.config(source.config());
      Tokenizer tokenizer = source.tokenizer();
      tokenizer.decode(tokenizer.encode("The sea, \u00e9\n"));
      source.chatTemplate();
    }
  }
}
