/**
 * Tensors, kernels, attention, sampling and the token loop of Llama-family models. Open to all is
 * what a program that embeds a model names in its calls, and what an architecture is written with.
 */
@SuppressWarnings("module") // names modules that are built after it
module org.llamajvm.engine {
  requires jdk.incubator.vector;
  requires jdk.management;

  exports org.llamajvm.engine.attention;
  exports org.llamajvm.engine.backend;
  exports org.llamajvm.engine.batch to
      org.llamajvm.models;
  exports org.llamajvm.engine.cache to
      org.llamajvm.models;
  exports org.llamajvm.engine.generate;
  exports org.llamajvm.engine.kernel;
  exports org.llamajvm.engine.kernel.scalar to
      org.llamajvm.convert,
      org.llamajvm.loader;
  exports org.llamajvm.engine.model to
      org.llamajvm.models;
  exports org.llamajvm.engine.module;
  exports org.llamajvm.engine.parallel to
      org.llamajvm.models;
  exports org.llamajvm.engine.probe to
      org.llamajvm.cli,
      org.llamajvm.models;
  exports org.llamajvm.engine.sampling;
  exports org.llamajvm.engine.tensor;
}
