/** An HTTP server for language models, in the protocols of OpenAI and others. */
module org.llamajvm.server {
  requires transitive org.llamajvm.models;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires org.eclipse.jetty.server;

  exports org.llamajvm.server;
}
