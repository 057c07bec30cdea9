package org.llamajvm.cli.option;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of the command line for what the engine has constants for. */
public final class ComputeNames {

  private ComputeNames() {}

  /**
   * Reads words, and knows them all.
   *
   * @param <T> what they stand for
   */
  public abstract static class Words<T> implements ITypeConverter<T>, Iterable<String> {

    private final Map<String, T> meanings;

    Words(Map<String, T> meanings) {
      this.meanings = meanings;
    }

    @Override
    public final T convert(String value) {
      T found = meanings.get(value.toLowerCase(Locale.ROOT));
      if (found == null) {
        throw new TypeConversionException(
            "expected one of %s, but was '%s'".formatted(String.join(", ", this), value));
      }
      return found;
    }

    @Override
    public final Iterator<String> iterator() {
      return meanings.keySet().stream().sorted().iterator();
    }
  }

  /** The names of sets of kernels. */
  public static final class Kernels extends Words<KernelChoice> {
    /** Picocli makes it. */
    public Kernels() {
      super(
          Map.of(
              "auto", KernelChoice.AUTO,
              "vector", KernelChoice.VECTOR,
              "scalar", KernelChoice.SCALAR));
    }
  }

  /** The names of precisions of activations. */
  public static final class Activations extends Words<ActivationPrecision> {
    /** Picocli makes it. */
    public Activations() {
      super(Map.of("int8", ActivationPrecision.INT8, "f32", ActivationPrecision.FLOAT32));
    }
  }

  /** The names of types of the KV cache. */
  public static final class KvTypes extends Words<KvType> {
    /** Picocli makes it. */
    public KvTypes() {
      super(Map.of("f32", KvType.F32, "f16", KvType.F16, "q8", KvType.Q8));
    }
  }
}
