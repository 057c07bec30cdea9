package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.export.GgufPlan;
import org.llamajvm.convert.export.GgufWriter;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.write.ShardWriter;
import org.llamajvm.convert.write.TensorStream;
import org.llamajvm.loader.weights.ModelFiles;

/**
 * A GGUF file, or a split set of them. A file gets its name when it is finished; a set is one when
 * all of its files have theirs.
 *
 * @param gguf what it will hold
 * @param options what was asked for
 */
record GgufOutput(GgufPlan gguf, GgufOptions options) implements Output {

  @Override
  public ConversionPlan plan() {
    return gguf.plan();
  }

  @Override
  public void describe(Map<String, Object> job) {
    job.put("format", "gguf");
    options.type().ifPresent(type -> job.put("type", type.name()));
    job.put("again", options.again());
    job.put("max_shard_bytes", options.maxShardBytes());
  }

  @Override
  public Path directory(Path target) {
    return target.toAbsolutePath().getParent();
  }

  @Override
  public Optional<Journal> prepare(Path target, List<Path> inputs, Existing existing, String job)
      throws IOException {
    Path directory = directory(target);
    OutputDirectory.create(directory);
    List<Path> files =
        plan().shards().stream().map(shard -> directory.resolve(shard.name())).toList();
    for (Path file : files) {
      checkIsNone(file, inputs);
    }
    Path journal = directory.resolve(target.getFileName() + "." + ModelFiles.JOURNAL);
    List<Path> present = files.stream().filter(Files::exists).toList();
    if (existing == Existing.RESUME && Files.exists(journal)) {
      return Optional.of(Journal.resume(journal, job));
    }
    if (existing == Existing.RESUME && present.size() == files.size()) {
      return Optional.empty();
    }
    if (existing != Existing.OVERWRITE && !present.isEmpty()) {
      throw new IOException("File exists: %s; --force overwrites it".formatted(present.getFirst()));
    }
    OutputDirectory.checkSpace(directory, plan().outputBytes());
    Journal begun = Journal.begin(journal, job);
    if (files.size() > 1) {
      // a single file is replaced when the new one is whole; a set would be a mixture until then
      for (Path file : present) {
        Files.delete(file);
      }
    }
    return Optional.of(begun);
  }

  private static void checkIsNone(Path file, List<Path> inputs) throws IOException {
    for (Path input : inputs) {
      if (Files.exists(file) && Files.isSameFile(input, file)) {
        throw new IOException("Input and output are the same file: " + file);
      }
    }
  }

  @Override
  public ShardWriter.Shard write(PlannedShard shard, Path directory, TensorStream stream)
      throws IOException {
    return new GgufWriter(gguf, directory, stream).write(shard);
  }

  @Override
  public void finish(Path directory, List<WrittenFile> files) {
    // a GGUF file holds everything
  }
}
