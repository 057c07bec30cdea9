package org.llamajvm.fuzz;

import java.io.IOException;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.files.Tokenizers;

/** tokenizer.model of SentencePiece and of tiktoken. */
public final class SentencePieceTarget {

  private static final Workspace WORK = new Workspace("SentencePieceTarget");

  private SentencePieceTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("tokenizer.model", input);
    Tokenizer tokenizer = Tokenizers.load(WORK.directory());
    tokenizer.decode(tokenizer.encode("The sea, \u00e9 \ud83d\ude00 12\n"));
  }
}
