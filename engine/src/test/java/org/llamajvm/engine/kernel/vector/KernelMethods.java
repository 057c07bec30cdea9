package org.llamajvm.engine.kernel.vector;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The bytecode of the vector kernels. */
final class KernelMethods {

  private KernelMethods() {}

  /** All methods, by {@code internal/class/Name.method(descriptor)}. */
  static Map<String, CodeModel> read() throws IOException {
    URI code = URI.create(VectorKernels.class.getResource("VectorKernels.class").toString());
    if (code.getScheme().equals("jar")) {
      try (var jar = FileSystems.newFileSystem(code, Map.of())) {
        return read(jar.getPath("/org/llamajvm/engine/kernel/vector"));
      }
    }
    return read(Path.of(code).getParent());
  }

  private static Map<String, CodeModel> read(Path folder) throws IOException {
    Map<String, CodeModel> methods = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          var parsed = ClassFile.of().parse(in.readAllBytes());
          for (MethodModel method : parsed.methods()) {
            String name = parsed.thisClass().asInternalName() + '.' + method.methodName();
            method.code().ifPresent(c -> methods.put(name + method.methodType().stringValue(), c));
          }
        }
      }
    }
    return methods;
  }
}
