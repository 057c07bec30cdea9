package org.llamajvm.spark.rows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.llamajvm.format.Sha256;

/**
 * The seed of a row: the first eight bytes, as a big-endian number, of the SHA-256 of the text
 * {@code SEED:KEY} in UTF-8. It depends on nothing but the seed of the job and the key of the row.
 */
public final class RowSeed {

  private RowSeed() {}

  /** The seed of the row with that key. */
  public static long of(long seed, String key) {
    byte[] text = (seed + ":" + key).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.digest().digest(text)).getLong();
  }
}
