/** The architectures, and the language model that a program embeds. */
module org.llamajvm.models {
  requires transitive org.llamajvm.engine;
  requires transitive org.llamajvm.loader;
  requires transitive org.llamajvm.tokenizer;
  requires jdk.management;

  exports org.llamajvm.models;
  exports org.llamajvm.models.architecture;
  exports org.llamajvm.models.bench;
  exports org.llamajvm.models.config;
  exports org.llamajvm.models.memory;
  exports org.llamajvm.models.source;
  exports org.llamajvm.models.warmup;
  exports org.llamajvm.models.weights;
}
