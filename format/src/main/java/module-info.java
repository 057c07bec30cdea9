/**
 * What all files of a model share: which may be read, how they fail, and how their JSON is read.
 */
module org.llamajvm.format {
  requires transitive com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;

  exports org.llamajvm.format;
}
