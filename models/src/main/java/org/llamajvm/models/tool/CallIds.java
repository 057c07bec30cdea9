package org.llamajvm.models.tool;

import java.nio.charset.StandardCharsets;
import org.llamajvm.format.Sha256;

/**
 * Names for calls, and for results that belong to them. They follow from where they are used, for
 * some models read them: the same seed has to give the same text. Stateless.
 */
public final class CallIds {

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int MISTRAL_LENGTH = 9;
  private static final int LENGTH = 24;

  private CallIds() {}

  /**
   * The name of a call.
   *
   * @param seed tells answers from each other
   * @param index of the call in the answer
   */
  public static String of(ToolFormat format, String seed, int index) {
    return format == ToolFormat.MISTRAL
        ? digits(seed + ' ' + index, MISTRAL_LENGTH)
        : "call_" + digits(seed + ' ' + index, LENGTH);
  }

  /** A name that came from elsewhere, as templates of the family want it; always the same. */
  public static String fitting(ToolFormat format, String id) {
    boolean fits =
        format != ToolFormat.MISTRAL
            || (id.length() == MISTRAL_LENGTH && id.chars().allMatch(c -> DIGITS.indexOf(c) >= 0));
    return fits ? id : digits(id, MISTRAL_LENGTH);
  }

  private static String digits(String of, int count) {
    byte[] hash = Sha256.digest().digest(of.getBytes(StandardCharsets.UTF_8));
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(DIGITS.charAt(Byte.toUnsignedInt(hash[i]) % DIGITS.length()));
    }
    return digits.toString();
  }
}
