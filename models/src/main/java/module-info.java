/** The architectures, and the language model that a program embeds. */
@SuppressWarnings("module") // names modules that are built after it
module org.llamajvm.models {
  requires transitive org.llamajvm.engine;
  requires transitive org.llamajvm.loader;
  requires transitive org.llamajvm.tokenizer;
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.databind;
  requires jdk.management;

  exports org.llamajvm.models;
  exports org.llamajvm.models.architecture;
  exports org.llamajvm.models.bench to
      org.llamajvm.cli;
  exports org.llamajvm.models.config;
  exports org.llamajvm.models.constraint;
  exports org.llamajvm.models.memory;
  exports org.llamajvm.models.reply;
  exports org.llamajvm.models.source;
  exports org.llamajvm.models.thinking;
  exports org.llamajvm.models.tool;
  exports org.llamajvm.models.value;
  exports org.llamajvm.models.weights to
      org.llamajvm.cli;
}
