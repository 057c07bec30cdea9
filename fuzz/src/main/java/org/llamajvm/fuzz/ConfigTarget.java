package org.llamajvm.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.format.JsonObject;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.source.DirectorySource;

/** Configurations of models and of generation. */
public final class ConfigTarget {

  private static final Workspace WORK = new Workspace("ConfigTarget");

  private ConfigTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    WORK.write("config.json", input);
    WORK.write(GenerationConfig.FILE_NAME, input);
    GenerationConfig.read(WORK.directory(), OptionalInt.of(1), List.of(2));
    JsonObject config = DirectorySource.readConfig(WORK.directory());
    QuantizationConfig.parse(config);
    Architectures.STANDARD.config(config);
  }
}
