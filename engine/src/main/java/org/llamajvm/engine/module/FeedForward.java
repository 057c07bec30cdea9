package org.llamajvm.engine.module;

/** What a layer does with every token by itself, after attention. */
public sealed interface FeedForward permits GatedMlp, Experts {

  /** Elements of a token between the two halves. */
  int intermediateSize();

  /** As much of it as one token uses: what stands for the work of a token. */
  FeedForward active();

  /** The same with other weights, in the order of the forward pass. */
  FeedForward map(WeightMap map);
}
