/** Tensors, kernels, attention, sampling and the token loop of Llama-family models. */
module org.llamajvm.engine {
  requires jdk.incubator.vector;

  exports org.llamajvm.engine.attention;
  exports org.llamajvm.engine.backend;
  exports org.llamajvm.engine.batch;
  exports org.llamajvm.engine.cache;
  exports org.llamajvm.engine.generate;
  exports org.llamajvm.engine.kernel;
  exports org.llamajvm.engine.model;
  exports org.llamajvm.engine.module;
  exports org.llamajvm.engine.parallel;
  exports org.llamajvm.engine.probe;
  exports org.llamajvm.engine.sampling;
  exports org.llamajvm.engine.tensor;
}
