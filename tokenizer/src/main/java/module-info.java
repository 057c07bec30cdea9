/** Text to token ids and back. */
module org.llamajvm.tokenizer {
  requires com.fasterxml.jackson.core;
  requires transitive org.llamajvm.format;

  exports org.llamajvm.tokenizer;
  exports org.llamajvm.tokenizer.chat;
  exports org.llamajvm.tokenizer.files;
  exports org.llamajvm.tokenizer.gguf;
  exports org.llamajvm.tokenizer.jinja.syntax;
}
