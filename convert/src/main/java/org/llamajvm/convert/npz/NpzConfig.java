package org.llamajvm.convert.npz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.llamajvm.convert.json.JsonFields;
import org.llamajvm.convert.json.JsonFile;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.convert.llama.MetaParams;
import org.llamajvm.loader.ModelFormatException;

/**
 * The {@code config.json} beside the archives: Meta's parameters, or Hugging Face's configuration.
 *
 * @param file the file
 * @param json what it holds
 * @param meta Meta's parameters, if it holds those
 * @param interleaved whether rotary rows are interleaved, if it says so
 */
record NpzConfig(
    Path file, ObjectNode json, Optional<MetaParams> meta, Optional<Boolean> interleaved) {

  static NpzConfig read(Path file) throws IOException {
    ObjectNode json = JsonFile.read(file);
    JsonFields fields = new JsonFields(file, json);
    Optional<Boolean> interleaved = fields.optionalBoolean("rope_traditional");
    if (fields.has("dim")) {
      return new NpzConfig(file, json, Optional.of(MetaParams.of(file, json)), interleaved);
    }
    if (fields.has("hidden_size")) {
      return new NpzConfig(file, json, Optional.empty(), interleaved);
    }
    throw ModelFormatException.unsupported(file, "has neither 'dim' nor 'hidden_size'");
  }

  int layers() throws ModelFormatException {
    return meta.isPresent()
        ? meta.get().layers()
        : new JsonFields(file, json).positive("num_hidden_layers");
  }

  /**
   * The sizes of the model.
   *
   * @param hidden rows of the first gate, which stand for a size that Meta's keys leave open
   * @param vocabulary rows of the embeddings, for the same reason
   */
  LlamaShape shape(int hidden, int vocabulary) throws ModelFormatException {
    JsonFields fields = new JsonFields(file, json);
    if (meta.isPresent()) {
      MetaParams params = meta.get();
      int size = fields.optionalPositive("hidden_dim").orElse(hidden);
      return params.withHidden(size).shape(params.vocabulary().orElse(vocabulary));
    }
    int dim = fields.positive("hidden_size");
    int heads = fields.positive("num_attention_heads");
    return new LlamaShape(
        dim,
        fields.positive("intermediate_size"),
        layers(),
        heads,
        fields.optionalPositive("num_key_value_heads").orElse(heads),
        fields.optionalPositive("head_dim").orElse(dim / heads),
        fields.positive("vocab_size"));
  }
}
