package org.llamajvm.convert.meta;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.checkpoint.ArenaCheckpoint;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointFormat;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.checkpoint.SideFiles;
import org.llamajvm.convert.llama.LlamaContent;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.convert.llama.MetaParams;
import org.llamajvm.convert.llama.Weight;
import org.llamajvm.convert.llama.WeightName;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/**
 * Meta's own layout: {@code params.json} and one or more {@code consolidated.NN.pth}, each with a
 * model-parallel slice of every weight.
 */
public final class MetaFormat implements CheckpointFormat {

  private static final String PARAMS = "params.json";
  private static final String TOKENIZER = "tokenizer.model";

  /** A format that may be used any number of times. */
  public MetaFormat() {}

  @Override
  public String description() {
    return "consolidated.NN.pth with params.json (Meta)";
  }

  @Override
  public boolean matches(Path directory) throws IOException {
    return Files.exists(directory.resolve(PARAMS)) || SliceFiles.any(directory);
  }

  @Override
  public Checkpoint open(Path directory) throws IOException {
    Path file = directory.resolve(PARAMS);
    if (!Files.exists(file)) {
      throw ModelFormatException.of(Kind.MISSING, "params.json is missing", file);
    }
    MetaParams params = MetaParams.read(file);
    return ArenaCheckpoint.open(arena -> content(directory, params, arena));
  }

  private static ArenaCheckpoint.Content content(Path directory, MetaParams params, Arena arena)
      throws IOException {
    Slices slices = Slices.open(directory, params, arena);
    int found =
        SliceJoin.vocabulary(slices.tensors(new WeightName(Weight.EMBEDDINGS, 0)), params.dim());
    if (params.vocabulary().orElse(found) != found) {
      throw ModelFormatException.corrupt(
          params.file(),
          "vocab_size is %d, but the embeddings are of %d tokens"
              .formatted(params.vocabulary().getAsInt(), found));
    }
    LlamaShape shape = params.shape(found);
    SliceJoin join = new SliceJoin(slices, shape);
    List<CheckpointTensor> tensors = new ArrayList<>();
    for (WeightName name : WeightName.all(params.layers())) {
      if (name.weight() != Weight.HEAD || slices.has(name)) {
        tensors.add(join.join(name));
      }
    }
    join.checkDistinct();
    List<Path> files = new ArrayList<>(slices.paths());
    files.add(params.file());
    return LlamaContent.of(
        "Meta checkpoint, %d slice%s".formatted(slices.count(), slices.count() == 1 ? "" : "s"),
        params,
        shape,
        tensors,
        sideFiles(directory),
        files);
  }

  /** Llama 1 and 2 were handed out with one tokenizer beside the directories of all sizes. */
  private static List<SideFile> sideFiles(Path directory) throws IOException {
    List<SideFile> found = new ArrayList<>(SideFiles.in(directory));
    Path parent = directory.toAbsolutePath().normalize().getParent();
    boolean missing = found.stream().noneMatch(file -> file.name().equals(TOKENIZER));
    if (missing && parent != null && Files.isRegularFile(parent.resolve(TOKENIZER))) {
      found.add(new SideFile.Copied(TOKENIZER, parent.resolve(TOKENIZER)));
    }
    return found;
  }
}
