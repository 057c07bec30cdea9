package org.llamajvm.engine.kernel.vector.lanes;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of the vectors: the widest that the processor prefers, or what the system property
 * {@value #PROPERTY} says. The compiler turns vector code into instructions only if it knows the
 * species, hence they are constants of the class.
 */
public final class Width {

  /** System property with a number of bits: 64, 128, 256 or 512. */
  public static final String PROPERTY = "llama.vector.bits";

  /** Bits of a vector. */
  public static final int BITS =
      Integer.getInteger(PROPERTY, FloatVector.SPECIES_PREFERRED.vectorBitSize());

  private static final VectorShape SHAPE = VectorShape.forBitSize(BITS);

  /** As many floats as fit. */
  public static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);

  /** As many ints as fit. */
  public static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHAPE);

  /** As many shorts as fit. */
  public static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, SHAPE);

  /** Shorts for the lanes of a vector of floats, or 64 bits of them where that is more. */
  public static final VectorSpecies<Short> NARROW_SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(BITS / 2, 64)));

  /** Bytes for the lanes of a vector of floats, or 64 bits of them where that is more. */
  public static final VectorSpecies<Byte> NARROW_BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(BITS / 4, 64)));

  /** Floats, or ints, of a vector. */
  public static final int LANES = BITS / 32;

  /** Shorts of a vector. */
  public static final int SHORT_LANES = BITS / 16;

  private Width() {}
}
