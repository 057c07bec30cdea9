/** Model files on disk as the tensors of one model. */
module org.llamajvm.loader {
  requires transitive org.llamajvm.engine;
  requires transitive com.fasterxml.jackson.databind;

  exports org.llamajvm.loader;
  exports org.llamajvm.loader.layout;
  exports org.llamajvm.loader.safetensors;
  exports org.llamajvm.loader.weights;
}
