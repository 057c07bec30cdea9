/** What all files of a model share: how they fail, and how their JSON is read and written. */
module org.llamajvm.format {
  requires com.fasterxml.jackson.databind;

  exports org.llamajvm.format;
}
