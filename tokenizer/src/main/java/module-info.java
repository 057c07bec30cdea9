/** Text to token ids and back. */
@SuppressWarnings("module") // names modules that are built after it
module org.llamajvm.tokenizer {
  requires com.fasterxml.jackson.core;
  requires transitive org.llamajvm.format;

  exports org.llamajvm.tokenizer;
  exports org.llamajvm.tokenizer.chat;
  exports org.llamajvm.tokenizer.files to
      org.llamajvm.cli,
      org.llamajvm.convert,
      org.llamajvm.models;
  exports org.llamajvm.tokenizer.gguf to
      org.llamajvm.convert,
      org.llamajvm.models;
  exports org.llamajvm.tokenizer.jinja.syntax;
}
