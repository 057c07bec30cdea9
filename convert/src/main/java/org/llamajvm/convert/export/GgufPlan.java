package org.llamajvm.convert.export;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.loader.gguf.GgufType;

/** Everything that a conversion to GGUF will write. */
public final class GgufPlan {

  /** Tensors begin at multiples of this. */
  static final int ALIGNMENT = 32;

  private final ConversionPlan plan;
  private final Metadata metadata;

  /**
   * Keys and values.
   *
   * @param count how many there are
   * @param bytes as they stand in a file; not to be changed
   */
  record Metadata(int count, byte[] bytes) {}

  /**
   * @param plan the tensors, file by file
   * @param metadata the keys of the first file
   */
  GgufPlan(ConversionPlan plan, Metadata metadata) {
    this.plan = plan;
    this.metadata = metadata;
  }

  /** The tensors, file by file. */
  public ConversionPlan plan() {
    return plan;
  }

  /** The head of a file: all of it before the first tensor. */
  byte[] header(PlannedShard shard) {
    int number = plan.shards().indexOf(shard);
    MetadataBytes split = new MetadataBytes();
    if (plan.shards().size() > 1) {
      split.small("split.no", number);
      split.small("split.count", plan.shards().size());
      split.signed("split.tensors.count", (int) plan.tensors().count());
    }
    List<byte[]> parts = new ArrayList<>();
    int keys = split.count();
    if (number == 0) {
      keys += metadata.count();
      parts.add(metadata.bytes());
    }
    parts.add(split.toBytes());
    return new HeaderBytes(keys, parts, shard.tensors()).toBytes();
  }

  /** The type that a tensor gets. */
  static GgufType type(PlannedTensor tensor) {
    return switch (tensor.form()) {
      case Form.Floats(var type) -> GgufType.valueOf(type.name());
      case Form.Blocks(var type) -> GgufType.valueOf(type.name());
      case Form.RowMajor _, Form.Interleaved _ ->
          throw new IllegalStateException("GGUF has no affine groups");
    };
  }

  /** Bytes of zeros after so many bytes of a tensor. */
  static int padding(long bytes) {
    return (int) (-bytes & (ALIGNMENT - 1));
  }
}
