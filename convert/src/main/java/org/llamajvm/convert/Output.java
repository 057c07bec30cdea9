package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.write.ShardWriter;
import org.llamajvm.convert.write.TensorStream;

/** What a conversion writes, and how it becomes a model at the end. */
interface Output {

  /** All that will be written. */
  ConversionPlan plan();

  /** Writes everything that the bytes depend on, but for the inputs. */
  void describe(Map<String, Object> job);

  /**
   * Makes the place ready.
   *
   * @param target what the user named
   * @param inputs files that must not be overwritten
   * @return the journal, or nothing if the model is there already and was to be resumed
   */
  Optional<Journal> prepare(Path target, List<Path> inputs, Existing existing, String job)
      throws IOException;

  /** The directory in which the files of a target lie. */
  Path directory(Path target);

  /** Writes one of the files of the plan. */
  ShardWriter.Shard write(PlannedShard shard, Path directory, TensorStream stream)
      throws IOException;

  /** Writes what else belongs to the model, what makes it one last. */
  void finish(Path directory, List<WrittenFile> files) throws IOException;
}
