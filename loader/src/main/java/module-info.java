/** Model files on disk as the tensors of one model. */
module org.llamajvm.loader {
  requires transitive org.llamajvm.engine;
  requires com.fasterxml.jackson.databind;
}
