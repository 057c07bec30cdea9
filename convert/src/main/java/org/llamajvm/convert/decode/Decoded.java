package org.llamajvm.convert.decode;

import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.engine.tensor.FloatType;

/** Tensors as floats. */
public final class Decoded {

  private Decoded() {}

  /** The same tensor in float32, whatever it was stored in. */
  public static CheckpointTensor.Floats inF32(CheckpointTensor tensor) {
    CheckpointTensor.Floats floats = floats(tensor);
    return floats.type() == FloatType.F32
        ? floats
        : new CheckpointTensor.Floats(
            floats.name(), floats.shape(), FloatType.F32, WidenedRows.of(floats));
  }

  /** The same tensor as floats: as it is, or as float32 that are decoded while they are read. */
  public static CheckpointTensor.Floats floats(CheckpointTensor tensor) {
    return switch (tensor) {
      case CheckpointTensor.Floats floats -> floats;
      case CheckpointTensor.Affine affine ->
          new CheckpointTensor.Floats(
              affine.name(), affine.shape(), FloatType.F32, DecodedGroups.of(affine));
      case CheckpointTensor.Blocks blocks ->
          new CheckpointTensor.Floats(
              blocks.name(),
              blocks.shape(),
              FloatType.F32,
              new DecodedBlocks(
                  blocks.data(), blocks.type(), Math.toIntExact(blocks.shape().getLast())));
    };
  }
}
