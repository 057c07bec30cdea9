package org.llamajvm.convert.pickle;

import java.util.Arrays;
import java.util.Optional;

/**
 * The names that a pickle may use: all that {@code torch.save} writes for a state dict. Each stands
 * for something that the reader does itself; none is looked up anywhere.
 */
public enum KnownName {
  /** Makes a tensor of a storage, an offset, a shape and strides. */
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
  /** Makes a parameter of a tensor; here, the tensor itself. */
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
  /** Makes a dictionary. */
  ORDERED_DICT("collections", "OrderedDict", null),
  /** Storage of {@link StorageType#FLOAT64}. */
  DOUBLE_STORAGE("torch", "DoubleStorage", StorageType.FLOAT64),
  /** Storage of {@link StorageType#FLOAT32}. */
  FLOAT_STORAGE("torch", "FloatStorage", StorageType.FLOAT32),
  /** Storage of {@link StorageType#FLOAT16}. */
  HALF_STORAGE("torch", "HalfStorage", StorageType.FLOAT16),
  /** Storage of {@link StorageType#BFLOAT16}. */
  BFLOAT16_STORAGE("torch", "BFloat16Storage", StorageType.BFLOAT16),
  /** Storage of {@link StorageType#INT64}. */
  LONG_STORAGE("torch", "LongStorage", StorageType.INT64),
  /** Storage of {@link StorageType#INT32}. */
  INT_STORAGE("torch", "IntStorage", StorageType.INT32),
  /** Storage of {@link StorageType#INT16}. */
  SHORT_STORAGE("torch", "ShortStorage", StorageType.INT16),
  /** Storage of {@link StorageType#INT8}. */
  CHAR_STORAGE("torch", "CharStorage", StorageType.INT8),
  /** Storage of {@link StorageType#UINT8}. */
  BYTE_STORAGE("torch", "ByteStorage", StorageType.UINT8),
  /** Storage of {@link StorageType#BOOL}. */
  BOOL_STORAGE("torch", "BoolStorage", StorageType.BOOL);

  private final String module;
  private final String name;
  private final StorageType storage;

  KnownName(String module, String name, StorageType storage) {
    this.module = module;
    this.name = name;
    this.storage = storage;
  }

  /** The name in this module, if a pickle may use it. */
  static Optional<KnownName> find(String module, String name) {
    return Arrays.stream(values())
        .filter(known -> known.module.equals(module) && known.name.equals(name))
        .findFirst();
  }

  /** What a storage of this name holds, if it is the name of a storage. */
  Optional<StorageType> storage() {
    return Optional.ofNullable(storage);
  }
}
