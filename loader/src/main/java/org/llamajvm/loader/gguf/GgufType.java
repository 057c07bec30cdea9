package org.llamajvm.loader.gguf;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatType;

/** How the elements of a tensor are stored: the types of ggml that this reader knows. */
public enum GgufType {
  /** 32-bit floats. */
  F32(0, FloatType.F32),
  /** 16-bit floats of IEEE 754. */
  F16(1, FloatType.F16),
  /** The upper halves of 32-bit floats. */
  BF16(30, FloatType.BF16),
  /** See {@link BlockType#Q4_0}. */
  Q4_0(2, BlockType.Q4_0),
  /** See {@link BlockType#Q4_1}. */
  Q4_1(3, BlockType.Q4_1),
  /** See {@link BlockType#Q5_0}. */
  Q5_0(6, BlockType.Q5_0),
  /** See {@link BlockType#Q5_1}. */
  Q5_1(7, BlockType.Q5_1),
  /** See {@link BlockType#Q8_0}. */
  Q8_0(8, BlockType.Q8_0),
  /** See {@link BlockType#Q2_K}. */
  Q2_K(10, BlockType.Q2_K),
  /** See {@link BlockType#Q3_K}. */
  Q3_K(11, BlockType.Q3_K),
  /** See {@link BlockType#Q4_K}. */
  Q4_K(12, BlockType.Q4_K),
  /** See {@link BlockType#Q5_K}. */
  Q5_K(13, BlockType.Q5_K),
  /** See {@link BlockType#Q6_K}. */
  Q6_K(14, BlockType.Q6_K),
  /** See {@link BlockType#IQ4_NL}. */
  IQ4_NL(20, BlockType.IQ4_NL),
  /** See {@link BlockType#IQ4_XS}. */
  IQ4_XS(23, BlockType.IQ4_XS),
  /** See {@link BlockType#MXFP4}. */
  MXFP4(39, BlockType.MXFP4);

  private static final Map<Integer, GgufType> BY_ID =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(type -> type.id, type -> type));

  /** Types that are not read, for messages. */
  private static final Map<Integer, String> OTHERS =
      Map.ofEntries(
          Map.entry(4, "Q4_2, withdrawn"),
          Map.entry(5, "Q4_3, withdrawn"),
          Map.entry(9, "Q8_1"),
          Map.entry(15, "Q8_K"),
          Map.entry(16, "IQ2_XXS"),
          Map.entry(17, "IQ2_XS"),
          Map.entry(18, "IQ3_XXS"),
          Map.entry(19, "IQ1_S"),
          Map.entry(21, "IQ3_S"),
          Map.entry(22, "IQ2_S"),
          Map.entry(24, "I8"),
          Map.entry(25, "I16"),
          Map.entry(26, "I32"),
          Map.entry(27, "I64"),
          Map.entry(28, "F64"),
          Map.entry(29, "IQ1_M"),
          Map.entry(31, "Q4_0_4_4, withdrawn"),
          Map.entry(32, "Q4_0_4_8, withdrawn"),
          Map.entry(33, "Q4_0_8_8, withdrawn"),
          Map.entry(34, "TQ1_0"),
          Map.entry(35, "TQ2_0"),
          Map.entry(36, "IQ4_NL_4_4, withdrawn"),
          Map.entry(37, "IQ4_NL_4_8, withdrawn"),
          Map.entry(38, "IQ4_NL_8_8, withdrawn"),
          Map.entry(40, "NVFP4"),
          Map.entry(41, "Q1_0"),
          Map.entry(42, "Q2_0"));

  private final int id;
  private final int blockElements;
  private final int blockBytes;
  private final FloatType floatType;
  private final BlockType blockType;

  GgufType(int id, FloatType type) {
    this.id = id;
    blockElements = 1;
    blockBytes = type.bytes();
    floatType = type;
    blockType = null;
  }

  GgufType(int id, BlockType type) {
    this.id = id;
    blockElements = type.elements();
    blockBytes = type.bytes();
    floatType = null;
    blockType = type;
  }

  /** The type with this number in a file, if it is read. */
  static Optional<GgufType> of(int id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** A number as messages name it: {@code 16 (IQ2_XXS)}. */
  static String describe(int id) {
    String name = OTHERS.getOrDefault(id, "unknown");
    return "%d (%s)".formatted(id, name);
  }

  /** Its number in a file. */
  public int id() {
    return id;
  }

  /** Elements that are stored together; a row is a multiple of them. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of {@link #blockElements}. */
  public int blockBytes() {
    return blockBytes;
  }

  /** How the engine calls this type, if its elements are floats. */
  public Optional<FloatType> floatType() {
    return Optional.ofNullable(floatType);
  }

  /** How the engine calls this type, if it is quantised. */
  public Optional<BlockType> blockType() {
    return Optional.ofNullable(blockType);
  }
}
