package org.llamajvm.models.architecture;

import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * What the models of Granite multiply by, all positive.
 *
 * @param embedding embeddings are multiplied by it
 * @param residual the result of each branch is multiplied by it
 * @param attention products of queries and keys are multiplied by it
 * @param logits the logits are divided by it
 */
public record GraniteFactors(double embedding, double residual, double attention, double logits) {

  /** Nothing is changed. */
  public static final GraniteFactors ONES = new GraniteFactors(1, 1, 1, 1);

  public static GraniteFactors parse(JsonObject json) throws ModelException {
    return new GraniteFactors(
        json.optionalPositive("embedding_multiplier").orElse(1),
        json.optionalPositive("residual_multiplier").orElse(1),
        json.optionalPositive("attention_multiplier").orElse(1),
        json.optionalPositive("logits_scaling").orElse(1));
  }
}
