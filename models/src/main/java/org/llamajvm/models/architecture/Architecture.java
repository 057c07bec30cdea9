package org.llamajvm.models.architecture;

import org.llamajvm.engine.module.Transformer;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * A family of models: how its configuration is read, how its tensors are called, and which modules
 * it is made of. Immutable, hence safe to share. What only one family has is kept in its instances:
 * the configuration of a model has one with the constants of that model.
 */
public interface Architecture {

  /** The name in {@code model_type} of a configuration. */
  String modelType();

  /** The name in {@code architectures} of a configuration. */
  String className();

  /**
   * Reads sizes and constants.
   *
   * @param json the configuration, with the names and defaults of transformers
   * @throws ModelException if an entry is missing, has another type, is out of range, or
   *     contradicts another one
   * @throws ModelException if an entry asks for what the architecture does not have here
   */
  ModelConfig config(JsonObject json) throws ModelException;

  /**
   * Puts the modules together, from the embedding to the output.
   *
   * @param config sizes and constants that {@link #config} has read
   * @param weights borrowed: they must stay open as long as the tree is used
   * @throws ModelException if a tensor is missing, has another shape or a type that is not
   *     supported
   */
  Transformer build(ModelConfig config, WeightSource weights) throws ModelException;
}
