package org.llamajvm.convert.npz;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamajvm.convert.checkpoint.ArenaCheckpoint;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointFormat;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.SideFiles;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.convert.llama.LlamaContent;

/**
 * {@code weights.npz}, or {@code weights.NN.npz}, beside {@code config.json}: floats, or MLX's
 * affine groups as {@code NAME.weight}, {@code NAME.scales}, {@code NAME.biases}. With Meta's names
 * the rotary rows are interleaved, unless the configuration's {@code rope_traditional} is false.
 */
public final class NpzFormat implements CheckpointFormat {

  /** A format that may be used any number of times. */
  public NpzFormat() {}

  @Override
  public String description() {
    return "weights.npz or weights.NN.npz with config.json (NumPy)";
  }

  @Override
  public boolean matches(Path directory) throws IOException {
    return NpzArrays.any(directory);
  }

  @Override
  public Checkpoint open(Path directory) throws IOException {
    Path config = CheckpointJson.configIn(directory);
    return ArenaCheckpoint.open(arena -> content(directory, config, arena));
  }

  private static ArenaCheckpoint.Content content(Path directory, Path configFile, Arena arena)
      throws IOException {
    NpzConfig config = NpzConfig.read(configFile);
    NpzArrays arrays = NpzArrays.open(directory, arena);
    NpzTensors reader = new NpzTensors(directory, arrays, config);
    List<CheckpointTensor> tensors = reader.read();
    List<Path> files = new ArrayList<>(arrays.files());
    files.add(configFile);
    String description =
        "NumPy checkpoint, %d file%s"
            .formatted(arrays.files().size(), arrays.files().size() == 1 ? "" : "s");
    if (config.meta().isPresent()) {
      return LlamaContent.of(
          description,
          config.meta().get(),
          reader.shape(),
          tensors,
          SideFiles.in(directory),
          files);
    }
    Map<String, Object> json = config.json().toMap();
    json.remove("rope_traditional");
    return LlamaContent.of(description, json, tensors, SideFiles.in(directory), files);
  }
}
