/** Checkpoints of every form into a model, quantised if asked, and verified. */
module org.llamajvm.convert {
  requires transitive org.llamajvm.engine;
  requires transitive org.llamajvm.loader;
  requires transitive org.llamajvm.models;
  requires org.llamajvm.tokenizer;

  exports org.llamajvm.convert;
  exports org.llamajvm.convert.checkpoint;
  exports org.llamajvm.convert.files;
  exports org.llamajvm.convert.plan;
  exports org.llamajvm.convert.quantize;
  exports org.llamajvm.convert.rows;
}
