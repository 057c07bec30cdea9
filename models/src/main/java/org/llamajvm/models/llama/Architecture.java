package org.llamajvm.models.llama;

import java.util.Arrays;
import java.util.Optional;

/** The architectures that this package runs. They differ in their defaults and in the window. */
public enum Architecture {
  /** Llama 1 to 3.3, Code Llama, TinyLlama and all else that uses the class. */
  LLAMA("LlamaForCausalLM", "llama", 2048),
  /** Mistral 7B and all else that uses the class. */
  MISTRAL("MistralForCausalLM", "mistral", 131072);

  private final String className;
  private final String modelType;
  private final int defaultMaxPositions;

  Architecture(String className, String modelType, int defaultMaxPositions) {
    this.className = className;
    this.modelType = modelType;
    this.defaultMaxPositions = defaultMaxPositions;
  }

  /** The name in {@code architectures} of {@code config.json}. */
  public String className() {
    return className;
  }

  /** The name in {@code model_type} of {@code config.json}. */
  public String modelType() {
    return modelType;
  }

  int defaultMaxPositions() {
    return defaultMaxPositions;
  }

  /** The first models were published as {@code LLaMAForCausalLM}, so case does not count. */
  static Optional<Architecture> ofClassName(String name) {
    return Arrays.stream(values()).filter(a -> a.className.equalsIgnoreCase(name)).findFirst();
  }

  static Optional<Architecture> ofModelType(String name) {
    return Arrays.stream(values()).filter(a -> a.modelType.equals(name)).findFirst();
  }
}
