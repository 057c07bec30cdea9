package org.llamajvm.convert.npz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.convert.llama.MetaParams;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

/**
 * The {@code config.json} beside the archives: Meta's parameters, or Hugging Face's configuration.
 *
 * @param json what it holds
 * @param meta Meta's parameters, if it holds those
 * @param interleaved whether rotary rows are interleaved, if it says so
 */
record NpzConfig(JsonObject json, Optional<MetaParams> meta, Optional<Boolean> interleaved) {

  static NpzConfig read(Path file) throws IOException {
    JsonObject json = CheckpointJson.read(file);
    Optional<Boolean> interleaved = json.optionalFlag("rope_traditional");
    if (json.has("dim")) {
      return new NpzConfig(json, Optional.of(MetaParams.of(json)), interleaved);
    }
    if (json.has("hidden_size")) {
      return new NpzConfig(json, Optional.empty(), interleaved);
    }
    throw ModelFormatException.unsupported(file, "has neither 'dim' nor 'hidden_size'");
  }

  int layers() throws ModelException {
    return meta.isPresent() ? meta.get().layers() : positive("num_hidden_layers");
  }

  /**
   * The sizes of the model.
   *
   * @param hidden rows of the first gate, which stand for a size that Meta's keys leave open
   * @param vocabulary rows of the embeddings, for the same reason
   */
  LlamaShape shape(int hidden, int vocabulary) throws ModelException {
    if (meta.isPresent()) {
      MetaParams params = meta.get();
      int size = optionalPositive("hidden_dim").orElse(hidden);
      return params.withHidden(size).shape(params.vocabulary().orElse(vocabulary));
    }
    int dim = positive("hidden_size");
    int heads = positive("num_attention_heads");
    return new LlamaShape(
        dim,
        positive("intermediate_size"),
        layers(),
        heads,
        optionalPositive("num_key_value_heads").orElse(heads),
        optionalPositive("head_dim").orElse(dim / heads),
        positive("vocab_size"));
  }

  private int positive(String key) throws ModelException {
    return json.integer(key, 1, Integer.MAX_VALUE);
  }

  private OptionalInt optionalPositive(String key) throws ModelException {
    return json.optionalInteger(key, 1, Integer.MAX_VALUE);
  }
}
