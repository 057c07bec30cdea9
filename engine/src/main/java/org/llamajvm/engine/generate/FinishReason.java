package org.llamajvm.engine.generate;

/** Why no further token was made. */
public enum FinishReason {
  /** The model ended its text, or a stop string was reached. */
  STOP,
  /** As many tokens as were asked for. */
  LENGTH,
  /** The KV cache holds no further token. */
  CONTEXT,
  /** Somebody asked for it. */
  CANCELLED
}
