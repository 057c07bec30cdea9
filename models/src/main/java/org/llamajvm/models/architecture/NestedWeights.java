package org.llamajvm.models.architecture;

import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;

/**
 * The weights of a language model under other names: as a part of another model, which also reads
 * images or sounds, or without its head, as models for embeddings are saved.
 *
 * @param whole borrowed
 * @param from how names of the language model begin
 * @param to how they begin in the whole
 */
record NestedWeights(WeightSource whole, String from, String to) implements WeightSource {

  private static final String EMBEDDING = "model.embed_tokens.weight";

  /**
   * The weights of the language model; the whole itself if it is nothing else. Transformers 4 and 5
   * put the name of the part at different places.
   */
  static WeightSource of(WeightSource whole) {
    if (whole.has("language_model." + EMBEDDING)) {
      return new NestedWeights(whole, "", "language_model.");
    }
    NestedWeights inside = new NestedWeights(whole, "model.", "model.language_model.");
    return inside.has(EMBEDDING) ? inside : whole;
  }

  /** The weights of a language model, also if it was saved without its head. */
  static WeightSource withoutHead(WeightSource whole) {
    NestedWeights body = new NestedWeights(whole, "model.", "");
    return !whole.has(EMBEDDING) && body.has(EMBEDDING) ? body : whole;
  }

  private String renamed(String name) {
    return name.startsWith(from) ? to + name.substring(from.length()) : name;
  }

  @Override
  public boolean has(String name) {
    return whole.has(renamed(name));
  }

  @Override
  public String storedName(String name) {
    return whole.storedName(renamed(name));
  }

  @Override
  public Matrix matrix(String module, int rows, int cols) throws ModelException {
    return whole.matrix(renamed(module), rows, cols);
  }

  @Override
  public Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
    return whole.stacked(renamed(module), count, rows, cols);
  }

  @Override
  public float[] vector(String name, int length) throws ModelException {
    return whole.vector(renamed(name), length);
  }

  @Override
  public float[] vectors(String name, int count, int length) throws ModelException {
    return whole.vectors(renamed(name), count, length);
  }
}
