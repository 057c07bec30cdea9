package org.llamajvm.engine.kernel.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.vector.lanes.Subnormals;
import org.llamajvm.engine.kernel.vector.lanes.Width;

/**
 * The vector kernels at every width, and for either kind of processor, in one JVM. Both are
 * constants of their packages, so a class loader for each defines the packages' classes once more.
 */
public final class KernelsOfWidth {

  private KernelsOfWidth() {}

  /** The kernels of each width and kind there is, by name. */
  public static Stream<Arguments> all() {
    return Stream.of(of(64, true), of(128, true), of(256, true), of(512, true), of(256, false));
  }

  private static Arguments of(int bits, boolean cheapSubnormals) {
    String name = bits + " bits" + (cheapSubnormals ? "" : ", dear subnormals");
    return Arguments.argumentSet(name, kernels(bits, cheapSubnormals));
  }

  /** The kernels of a width and kind. */
  public static Kernels kernels(int bits, boolean cheapSubnormals) {
    System.setProperty(Width.PROPERTY, Integer.toString(bits));
    System.setProperty(Subnormals.PROPERTY, Boolean.toString(cheapSubnormals));
    try {
      ClassLoader loader = new PackagesAgain();
      Class<?> kernels = Class.forName(VectorKernels.class.getName(), true, loader);
      Class.forName(Subnormals.class.getName(), true, loader);
      int width = (int) kernels.getMethod("vectorBits").invoke(null);
      if (width != bits) {
        throw new IllegalStateException("vectors of %d bits, expected %d".formatted(width, bits));
      }
      return (Kernels) kernels.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      System.clearProperty(Width.PROPERTY);
      System.clearProperty(Subnormals.PROPERTY);
    }
  }

  /**
   * Defines the classes of this package and those below itself and leaves all others to its parent.
   */
  private static final class PackagesAgain extends ClassLoader {

    private static final String PREFIX = VectorKernels.class.getPackageName() + ".";

    PackagesAgain() {
      super("kernels of one kind", VectorKernels.class.getClassLoader());
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
      String file = name.substring(PREFIX.length()).replace('.', '/') + ".class";
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
