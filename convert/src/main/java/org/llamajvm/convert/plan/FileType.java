package org.llamajvm.convert.plan;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.loader.gguf.GgufType;

/** What a GGUF file is called by the types of its matrices; most of them have the first. */
public enum FileType {
  /** 32-bit floats. */
  F32(GgufType.F32, 0),
  /** 16-bit floats of IEEE 754. */
  F16(GgufType.F16, 1),
  /** The upper halves of 32-bit floats. */
  BF16(GgufType.BF16, 32),
  /** 8-bit codes in groups of 32. */
  Q8_0(GgufType.Q8_0, 7),
  /** 4-bit codes with a scale in groups of 32. */
  Q4_0(GgufType.Q4_0, 2),
  /** 4-bit codes with a scale and a minimum in groups of 32. */
  Q4_1(GgufType.Q4_1, 3),
  /** Q4_K, with Q6_K where it counts most. */
  Q4_K_M(GgufType.Q4_K, 15),
  /** 6-bit codes in groups of 16. */
  Q6_K(GgufType.Q6_K, 18);

  private final GgufType type;
  private final int number;

  FileType(GgufType type, int number) {
    this.type = type;
    this.number = number;
  }

  /** The type of most matrices. */
  @SuppressWarnings("exports") // for the package beside this one
  public GgufType type() {
    return type;
  }

  /** {@code general.file_type}. */
  public int number() {
    return number;
  }

  /** Whether matrices are rounded to blocks. */
  public boolean isQuantized() {
    return type.blockType().isPresent();
  }

  /** The file of floats of a type. */
  public static FileType of(FloatType type) {
    return switch (type) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
    };
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(FileType::name).collect(Collectors.joining(", "));
  }
}
