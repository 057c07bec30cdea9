package org.llamajvm.models.constraint.schema;

import java.math.BigDecimal;
import org.llamajvm.models.constraint.automaton.GrammarException;

/**
 * A number of a JSON text as it was written. Two of them are equal if their values are.
 *
 * @param text in JSON
 */
public record JsonNumber(String text) {

  /** As many as the reader of JSON takes; more only cost time. */
  private static final int MOST_DIGITS = 1_000;

  private static final int SHOWN = 20;

  /**
   * The value.
   *
   * @throws GrammarException if it has too many digits
   */
  public BigDecimal value() {
    int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (text.length() > MOST_DIGITS || (exponent >= 0 && text.length() - exponent > 5)) {
      throw new GrammarException(
          "the number %s of the schema has too many digits, at most %d are read"
              .formatted(shown(), MOST_DIGITS));
    }
    BigDecimal value = new BigDecimal(text);
    if (Math.abs((long) value.scale()) > MOST_DIGITS) {
      throw new GrammarException("the number %s of the schema is out of range".formatted(shown()));
    }
    return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }

  private String shown() {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber number && value().equals(number.value());
  }

  @Override
  public int hashCode() {
    return value().hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
