/** The command {@code llama}. */
module org.llamajvm.cli {
  requires org.llamajvm.models;
  requires info.picocli;
}
