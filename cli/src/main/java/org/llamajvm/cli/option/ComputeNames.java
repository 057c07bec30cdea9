package org.llamajvm.cli.option;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of the command line for what the engine has constants for. */
public final class ComputeNames {

  private ComputeNames() {}

  private static <T> T find(Map<String, T> names, String value) {
    T found = names.get(value.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new TypeConversionException(
          "expected one of %s, but was '%s'"
              .formatted(
                  names.keySet().stream().sorted().collect(Collectors.joining(", ")), value));
    }
    return found;
  }

  /** Reads the name of a set of kernels. */
  public static final class Kernels implements ITypeConverter<KernelChoice> {
    /** Picocli makes it. */
    public Kernels() {}

    @Override
    public KernelChoice convert(String value) {
      return find(
          Map.of(
              "auto", KernelChoice.AUTO,
              "vector", KernelChoice.VECTOR,
              "scalar", KernelChoice.SCALAR),
          value);
    }
  }

  /** Reads the name of a precision of activations. */
  public static final class Activations implements ITypeConverter<ActivationPrecision> {
    /** Picocli makes it. */
    public Activations() {}

    @Override
    public ActivationPrecision convert(String value) {
      return find(
          Map.of("int8", ActivationPrecision.INT8, "f32", ActivationPrecision.FLOAT32), value);
    }
  }

  /** Reads the name of a type of the KV cache. */
  public static final class KvTypes implements ITypeConverter<KvType> {
    /** Picocli makes it. */
    public KvTypes() {}

    @Override
    public KvType convert(String value) {
      return find(Map.of("f32", KvType.F32, "f16", KvType.F16, "q8", KvType.Q8), value);
    }
  }
}
