/** The command {@code llama}. */
module org.llamajvm.cli {
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.toml;
  requires info.picocli;
  requires java.logging;
  requires java.management;
  requires java.net.http;
  requires jdk.unsupported;
  requires org.jline;
  requires org.llamajvm.convert;
  requires org.llamajvm.hub;
  requires org.llamajvm.models;
  requires org.llamajvm.server;

  opens org.llamajvm.cli.command to
      info.picocli;
  opens org.llamajvm.cli.option to
      info.picocli;
}
