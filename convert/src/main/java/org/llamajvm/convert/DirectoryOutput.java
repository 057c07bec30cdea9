package org.llamajvm.convert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.files.Checksums;
import org.llamajvm.convert.files.PartialFile;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.write.ShardWriter;
import org.llamajvm.convert.write.TensorStream;
import org.llamajvm.format.JsonText;
import org.llamajvm.loader.weights.ShardIndex;

/**
 * A directory in Hugging Face's layout.
 *
 * @param plan its files of weights
 * @param sideFiles what lies beside them
 * @param options what was asked for
 */
record DirectoryOutput(ConversionPlan plan, List<SideFile> sideFiles, ConvertOptions options)
    implements Output {

  private static final String CONFIG = "config.json";

  @Override
  public void describe(Map<String, Object> job) {
    options
        .quantization()
        .ifPresent(q -> {
          Map<String, Object> quantize = new LinkedHashMap<>();
          quantize.put("bits", q.bits());
          quantize.put("group_size", q.groupSize());
          quantize.put("rounding", q.rounding().name());
          quantize.put("again", q.again());
          job.put("quantize", quantize);
        });
    options.dtype().ifPresent(type -> job.put("dtype", type.name()));
    job.put("layout", options.layout().name());
    job.put("max_shard_bytes", options.maxShardBytes());
  }

  @Override
  public Optional<Journal> prepare(Path target, List<Path> inputs, Existing existing, String job)
      throws IOException {
    return new OutputDirectory(target, inputs).prepare(existing, job, plan.outputBytes());
  }

  @Override
  public Path directory(Path target) {
    return target;
  }

  @Override
  public ShardWriter.Shard write(PlannedShard shard, Path directory, TensorStream stream)
      throws IOException {
    return new ShardWriter(directory, stream).write(shard);
  }

  @Override
  public void finish(Path directory, List<WrittenFile> files) throws IOException {
    for (SideFile side : sideFiles) {
      try (InputStream content = side.open()) {
        files.add(PartialFile.write(directory.resolve(side.name()), content.readAllBytes()));
      }
    }
    byte[] config = JsonText.pretty(plan.config().toMap());
    Optional<byte[]> index =
        plan.shards().size() > 1 ? Optional.of(JsonText.pretty(index())) : Optional.empty();
    index.ifPresent(bytes -> files.add(WrittenFile.of(ShardIndex.FILE_NAME, bytes)));
    files.add(WrittenFile.of(CONFIG, config));
    PartialFile.write(directory.resolve(Checksums.FILE_NAME), Checksums.of(files).toBytes());
    if (index.isPresent()) {
      PartialFile.write(directory.resolve(ShardIndex.FILE_NAME), index.get());
    }
    PartialFile.write(directory.resolve(CONFIG), config);
  }

  private Map<String, Object> index() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", Map.of("total_size", plan.outputBytes()));
    Map<String, String> fileOf = new TreeMap<>();
    for (PlannedShard shard : plan.shards()) {
      for (PlannedTensor tensor : shard.tensors()) {
        tensor.entries().forEach(entry -> fileOf.put(entry.name(), shard.name()));
      }
    }
    root.put("weight_map", fileOf);
    return root;
  }
}
