package org.llamajvm.convert.huggingface;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.checkpoint.SideFiles;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.ModelFiles;
import org.llamajvm.loader.weights.ShardIndex;
import org.llamajvm.loader.weights.TensorStore;

/** A directory in the Hugging Face layout. */
final class SafetensorsCheckpoint implements Checkpoint {

  private static final String CONFIG = "config.json";

  private final Path directory;
  private final JsonObject config;
  private final List<CheckpointTensor> tensors;
  private final List<SideFile> sideFiles;
  private final List<Path> files;
  private final Map<Path, FileChannel> channels;

  private SafetensorsCheckpoint(
      Path directory,
      JsonObject config,
      List<CheckpointTensor> tensors,
      List<SideFile> sideFiles,
      List<Path> files,
      Map<Path, FileChannel> channels) {
    this.directory = directory;
    this.config = config;
    this.tensors = tensors;
    this.sideFiles = sideFiles;
    this.files = files;
    this.channels = channels;
  }

  static Checkpoint open(Path directory) throws IOException {
    ModelFiles modelFiles = ModelFiles.find(directory);
    Path configFile = directory.resolve(CONFIG);
    if (!Files.isRegularFile(configFile)) {
      throw ModelFormatException.of(
          ModelFormatException.Kind.MISSING, "No config.json beside the weights", directory);
    }
    JsonObject config = CheckpointJson.read(configFile);
    List<Path> files = new ArrayList<>(modelFiles.weights());
    files.add(configFile);
    modelFiles.index().map(ShardIndex::file).ifPresent(files::add);
    Map<Path, FileChannel> channels = new LinkedHashMap<>();
    boolean opened = false;
    // the store checks headers and index; the weights themselves are read through channels
    try (TensorStore store = TensorStore.open(modelFiles)) {
      for (Path file : modelFiles.weights()) {
        channels.put(file, FileChannel.open(file));
      }
      List<CheckpointTensor> tensors = new TensorLister(store, config, channels).list();
      Checkpoint checkpoint =
          new SafetensorsCheckpoint(
              directory, config, tensors, SideFiles.in(directory), List.copyOf(files), channels);
      opened = true;
      return checkpoint;
    } finally {
      if (!opened) {
        closeAll(channels);
      }
    }
  }

  @Override
  public String description() {
    int number = channels.size();
    return "Hugging Face checkpoint, %d file%s, in %s"
        .formatted(number, number == 1 ? "" : "s", directory);
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public List<CheckpointTensor> tensors() {
    return tensors;
  }

  @Override
  public List<SideFile> sideFiles() {
    return sideFiles;
  }

  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    closeAll(channels);
  }

  private static void closeAll(Map<Path, FileChannel> channels) throws IOException {
    for (FileChannel channel : channels.values()) {
      channel.close();
    }
  }
}
