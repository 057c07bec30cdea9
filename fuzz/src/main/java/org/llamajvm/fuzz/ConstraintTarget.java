package org.llamajvm.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.llamajvm.models.constraint.Constraint;

/** Regular expressions and grammars in GBNF. The first byte says which of both. */
public final class ConstraintTarget {

  private static final String ALIKE = "{\"a\": [1, -2.5e3, true]}";

  private ConstraintTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String source = new String(Arrays.copyOfRange(input, 1, input.length), StandardCharsets.UTF_8);
    Contract.hold(
        () -> match(input[0] % 2 == 0 ? Constraint.regex(source) : Constraint.grammar(source)));
  }

  static void match(Constraint constraint) {
    constraint.matches("");
    constraint.matches(ALIKE);
  }

  /** Inputs to begin with. */
  static List<byte[]> seeds() {
    return List.of(
        "0(?i)[a-z\\d_]{2,5}(-|\\p{Lu})*(?=x)x?|^$".getBytes(StandardCharsets.UTF_8),
        """
        1root ::= "{" ws pair ("," ws pair)* "}"
        pair ::= "\\"" [a-z]+ "\\":" ws value # a member
        value ::= number | "[" value{0,3} "]" | (value-true)?
        value-true ::= "true"
        number ::= "-"? [0-9] [^a-z]*
        ws ::= " "?
        """
            .getBytes(StandardCharsets.UTF_8));
  }
}
