package org.llamajvm.fuzz;

import java.io.IOException;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.files.Tokenizers;

/** tokenizer.json, with a text encoded and decoded. */
public final class TokenizerJsonTarget {

  private static final Workspace WORK = new Workspace("TokenizerJsonTarget");

  private TokenizerJsonTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("tokenizer.json", input);
    Tokenizer tokenizer = Tokenizers.load(WORK.directory());
    tokenizer.decode(tokenizer.encode("The sea, \u00e9 \ud83d\ude00 12\n"));
    tokenizer.decode(tokenizer.encodeTrusted("<s> </s> abc"));
  }
}
