package org.llamajvm.convert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.JsonObject;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.tokenizer.Tokenizer;

/** Converts in a process of its own, so that it can be killed. */
public final class ConvertProcess {

  private ConvertProcess() {}

  static ConvertOptions options(long maxShardBytes) {
    return new ConvertOptions(
        Optional.of(new ConvertOptions.Quantization(4, 64, Rounding.LEAST_SQUARES, false)),
        Optional.empty(),
        Layout.INTERLEAVED,
        maxShardBytes,
        2);
  }

  /** The command that converts in a process of its own. */
  static List<String> command(Path source, Path target, long maxShardBytes)
      throws URISyntaxException {
    StringBuilder path = new StringBuilder();
    for (Class<?> type :
        List.of(
            ConvertProcess.class,
            Converter.class,
            TensorStore.class,
            Tokenizer.class,
            ModelConfig.class,
            JsonObject.class,
            FloatType.class,
            JsonMapper.class,
            JsonFactory.class,
            JsonInclude.class)) {
      path.append(location(type)).append(File.pathSeparator);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-cp",
        path.toString(),
        ConvertProcess.class.getName(),
        source.toString(),
        target.toString(),
        Long.toString(maxShardBytes));
  }

  private static String location(Class<?> type) throws URISyntaxException {
    URL url = type.getResource(type.getSimpleName() + ".class");
    String text = url.toString();
    if (text.startsWith("jar:")) {
      return Path.of(new URI(text.substring(4, text.indexOf('!')))).toString();
    }
    Path file = Path.of(url.toURI());
    for (int i = 0; i < type.getName().split("\\.", -1).length; i++) {
      file = file.getParent();
    }
    return file.toString();
  }

  /**
   * Takes source, target and largest size of a file; prints a line when it begins to write.
   *
   * @throws IOException if the conversion fails
   */
  public static void main(String[] args) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(Path.of(args[0]))) {
      Converter converter = new Converter(checkpoint, options(Long.parseLong(args[2])));
      System.out.println("begin");
      System.out.flush();
      converter.run(Path.of(args[1]), Existing.RESUME, Progress.SILENT);
    }
  }
}
