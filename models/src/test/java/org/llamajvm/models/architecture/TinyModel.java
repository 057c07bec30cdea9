package org.llamajvm.models.architecture;

import java.io.IOException;
import java.nio.file.Path;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.model.WeightFault;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.models.OpenModel;

/** An open model, bound to kernels. Owns both. */
@SuppressWarnings("exports") // tests see the whole engine
public record TinyModel(OpenModel files, BoundModel model) implements AutoCloseable {

  private static final ComputeOptions EXACT =
      new ComputeOptions(KvType.F32, ActivationPrecision.FLOAT32);

  /** Opens the model in a directory; it takes inputs as they are. */
  public static TinyModel open(Path directory, Backend backend) throws IOException {
    OpenModel files = OpenModel.open(directory, Architectures.STANDARD);
    return new TinyModel(files, bind(files.transformer(), backend, EXACT));
  }

  /** Binds other weights or with other options. */
  public static BoundModel bind(Transformer transformer, Backend backend, ComputeOptions options) {
    return new BoundModel("tiny", transformer, backend, options, Long.MAX_VALUE, WeightFault.NONE);
  }

  /** A decoder with room for so many tokens. */
  public SequenceDecoder decoder(int capacity) {
    return new SequenceDecoder(model, capacity);
  }

  @Override
  public void close() {
    model.close();
    files.close();
  }
}
