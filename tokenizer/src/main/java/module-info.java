/** Text to token ids and back. */
module org.llamajvm.tokenizer {
  requires com.fasterxml.jackson.databind;
}
