/** Tensors, kernels, attention, sampling and the token loop of Llama-family models. */
module org.llamajvm.engine {
  requires jdk.incubator.vector;

  exports org.llamajvm.engine.generate;
  exports org.llamajvm.engine.sampling;
  exports org.llamajvm.engine.tensor;
}
