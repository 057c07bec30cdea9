package org.llamajvm.models.llama;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.format.JsonObject;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;

/** An open model, of which tests make decoders. Owns the mapped files. */
public record TinyModel(TensorStore store, LlamaConfig config, LlamaWeights weights)
    implements AutoCloseable {

  /** Opens the model in a directory. */
  public static TinyModel open(Path directory) throws IOException {
    LlamaConfig config = LlamaConfig.read(directory);
    JsonObject json = JsonObject.read(directory.resolve(LlamaConfig.FILE_NAME));
    TensorStore store = TensorStore.open(directory);
    try {
      QuantizationConfig quantization = QuantizationConfig.parse(json);
      return new TinyModel(store, config, LlamaWeights.read(store, quantization, config));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** A decoder that takes its inputs as they are, with room for so many tokens. */
  public LlamaDecoder decoder(Backend backend, int capacity) {
    return new LlamaDecoder(
        config,
        weights,
        backend,
        new DecoderOptions(capacity, KvType.F32, ActivationPrecision.FLOAT32));
  }

  @Override
  public void close() {
    store.close();
  }
}
