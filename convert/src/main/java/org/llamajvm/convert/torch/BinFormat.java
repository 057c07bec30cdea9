package org.llamajvm.convert.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.llamajvm.convert.checkpoint.ArenaCheckpoint;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointFormat;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.checkpoint.SideFiles;
import org.llamajvm.convert.checkpoint.TransformersOrder;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.ShardIndex;

/**
 * Hugging Face's older layout: {@code pytorch_model.bin}, or {@code
 * pytorch_model-0000i-of-0000N.bin} with an index, beside {@code config.json}.
 */
public final class BinFormat implements CheckpointFormat {

  private static final String HEAD = "lm_head.weight";

  /** Rotary frequencies, which follow from the configuration; older transformers saved them. */
  private static final String FREQUENCIES = ".rotary_emb.inv_freq";

  /** A format that may be used any number of times. */
  public BinFormat() {}

  @Override
  public String description() {
    return "pytorch_model.bin or pytorch_model-0000i-of-0000N.bin with config.json (Hugging Face)";
  }

  @Override
  public boolean matches(Path directory) throws IOException {
    return BinFiles.any(directory);
  }

  @Override
  public Checkpoint open(Path directory) throws IOException {
    Path config = CheckpointJson.configIn(directory);
    return ArenaCheckpoint.open(arena -> content(directory, config, arena));
  }

  private static ArenaCheckpoint.Content content(Path directory, Path configFile, Arena arena)
      throws IOException {
    JsonObject config = CheckpointJson.read(configFile);
    BinFiles files = BinFiles.find(directory);
    SortedMap<String, TorchTensor> tensors = new TreeMap<>(new TransformersOrder());
    for (Path shard : files.shards()) {
      TorchFile file = TorchFile.open(shard, arena);
      if (files.index().isPresent()) {
        checkIndexed(file, files.index().get());
      }
      for (Map.Entry<String, TorchTensor> entry : file.tensors().entrySet()) {
        TorchTensor twin = tensors.put(entry.getKey(), entry.getValue());
        if (twin != null) {
          throw ModelFormatException.corrupt(
              shard,
              "tensor '%s' is in %s too".formatted(entry.getKey(), twin.path().getFileName()));
        }
      }
    }
    if (Boolean.TRUE.equals(config.value("tie_word_embeddings"))) {
      tensors.remove(HEAD);
    }
    List<CheckpointTensor> kept = new ArrayList<>();
    for (TorchTensor tensor : tensors.values()) {
      if (!tensor.name().endsWith(FREQUENCIES)) {
        kept.add(new Floats(tensor.name(), tensor.shape(), tensor.type(), tensor.rows()));
      }
    }
    List<Path> opened = new ArrayList<>(files.shards());
    files.index().ifPresent(index -> opened.add(index.file()));
    opened.add(configFile);
    return new ArenaCheckpoint.Content(
        "PyTorch checkpoint of transformers, %d file%s"
            .formatted(files.shards().size(), files.shards().size() == 1 ? "" : "s"),
        config,
        kept,
        SideFiles.in(directory),
        opened);
  }

  /** Checks that a shard holds what the index says, no less and no more. */
  private static void checkIndexed(TorchFile file, ShardIndex index) throws ModelFormatException {
    String shard = file.path().getFileName().toString();
    Set<String> held = file.tensors().keySet();
    for (Map.Entry<String, String> entry : index.fileOf().entrySet()) {
      if (entry.getValue().equals(shard) && !held.contains(entry.getKey())) {
        throw ModelFormatException.corrupt(
            file.path(),
            "shard does not hold '%s', which the index places in it".formatted(entry.getKey()));
      }
    }
    for (String name : held) {
      if (!shard.equals(index.fileOf().get(name))) {
        throw ModelFormatException.corrupt(
            file.path(), "shard holds '%s', which the index does not place in it".formatted(name));
      }
    }
  }
}
