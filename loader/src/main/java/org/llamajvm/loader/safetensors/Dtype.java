package org.llamajvm.loader.safetensors;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.engine.tensor.FloatType;

/**
 * The element types of the safetensors format, under the names that its headers use. Types of less
 * than a byte are packed; a tensor of them must still fill whole bytes.
 */
public enum Dtype {
  BOOL(8),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(8),
  I8(8),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E4M3FNUZ(8),
  F8_E5M2FNUZ(8),
  I16(16),
  U16(16),
  F16(16),
  BF16(16),
  I32(32),
  U32(32),
  F32(32),
  C64(64),
  F64(64),
  I64(64),
  U64(64);

  private static final Map<String, Dtype> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Dtype::name, Function.identity()));

  private final int bits;

  Dtype(int bits) {
    this.bits = bits;
  }

  /** The type of that name, if the format has it. */
  public static Optional<Dtype> ofName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The type that stores these floats. */
  public static Dtype of(FloatType type) {
    return switch (type) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
    };
  }

  /** Bits of one element. */
  public int bits() {
    return bits;
  }

  /** How the engine calls this type, if it reads it as floats. */
  public Optional<FloatType> floatType() {
    return switch (this) {
      case F32 -> Optional.of(FloatType.F32);
      case F16 -> Optional.of(FloatType.F16);
      case BF16 -> Optional.of(FloatType.BF16);
      default -> Optional.empty();
    };
  }
}
