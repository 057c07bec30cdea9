package org.llamajvm.hub.find;

/** Which program put a model where it is. */
public enum Origin {
  /** A model that comes with this program, or lies in its own folder. */
  OWN("llama-jvm", "llama-jvm"),
  /** Hugging Face's cache, to which this program pulls, too. */
  HUGGING_FACE("hf", "Hugging Face"),
  /** The cache of llama.cpp. */
  LLAMA_CPP("llama.cpp", "llama.cpp"),
  /** The folders of LM Studio. */
  LM_STUDIO("lmstudio", "LM Studio"),
  /** The store of ollama. */
  OLLAMA("ollama", "ollama"),
  /** A folder of {@code LLAMA_MODELS}. */
  FOLDER("folder", "LLAMA_MODELS");

  private final String prefix;
  private final String label;

  Origin(String prefix, String label) {
    this.prefix = prefix;
    this.label = label;
  }

  /** What stands before a colon in a full name. */
  public String prefix() {
    return prefix;
  }

  /** The program, for people. */
  public String label() {
    return label;
  }
}
