/** Model files on disk as the tensors of one model. */
module org.llamajvm.loader {
  requires transitive org.llamajvm.engine;
  requires transitive com.fasterxml.jackson.databind;

  exports org.llamajvm.loader;
  exports org.llamajvm.loader.checkpoint;
  exports org.llamajvm.loader.convert;
  exports org.llamajvm.loader.detect;
  exports org.llamajvm.loader.huggingface;
  exports org.llamajvm.loader.layout;
  exports org.llamajvm.loader.output;
  exports org.llamajvm.loader.progress;
  exports org.llamajvm.loader.quantize;
  exports org.llamajvm.loader.safetensors;
  exports org.llamajvm.loader.verify;
  exports org.llamajvm.loader.weights;
}
