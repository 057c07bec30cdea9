/** Model files on disk as the tensors of one model. */
@SuppressWarnings("module") // names modules that are built after it
module org.llamajvm.loader {
  requires transitive org.llamajvm.engine;
  requires transitive org.llamajvm.format;

  exports org.llamajvm.loader.gguf to
      org.llamajvm.cli,
      org.llamajvm.convert,
      org.llamajvm.models;
  exports org.llamajvm.loader.layout to
      org.llamajvm.convert,
      org.llamajvm.models;
  exports org.llamajvm.loader.safetensors to
      org.llamajvm.cli,
      org.llamajvm.convert,
      org.llamajvm.models;
  exports org.llamajvm.loader.weights to
      org.llamajvm.cli,
      org.llamajvm.convert,
      org.llamajvm.models;
}
