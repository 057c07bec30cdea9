package org.llamajvm.engine.kernel.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.llamajvm.engine.kernel.Kernels;

/**
 * The vector kernels at every width in one JVM. The width is a constant of their package, so a
 * class loader for each width defines the package's classes once more.
 */
public final class KernelsOfWidth {

  private KernelsOfWidth() {}

  /** The kernels of each width there is, by name. */
  public static Stream<Arguments> all() {
    return Stream.of(64, 128, 256, 512).map(b -> Arguments.argumentSet(b + " bits", of(b)));
  }

  private static Kernels of(int bits) {
    String before = System.setProperty(Width.PROPERTY, Integer.toString(bits));
    try {
      Class<?> kernels = Class.forName(VectorKernels.class.getName(), true, new PackageAgain());
      int width = (int) kernels.getMethod("vectorBits").invoke(null);
      if (width != bits) {
        throw new IllegalStateException("vectors of %d bits, expected %d".formatted(width, bits));
      }
      return (Kernels) kernels.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      if (before == null) {
        System.clearProperty(Width.PROPERTY);
      } else {
        System.setProperty(Width.PROPERTY, before);
      }
    }
  }

  /** Defines the classes of this package itself and leaves all others to its parent. */
  private static final class PackageAgain extends ClassLoader {

    private static final String PREFIX = VectorKernels.class.getPackageName() + ".";

    PackageAgain() {
      super("kernels of one width", VectorKernels.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PREFIX)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.substring(PREFIX.length()) + ".class";
      try (InputStream in = VectorKernels.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
