package org.llamajvm.cli.command;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the module was built with. */
public final class Version implements IVersionProvider {

  /** Picocli makes it. */
  public Version() {}

  /** The version alone. */
  static String text() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("(development)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "llama-jvm " + text(),
      "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"))
    };
  }
}
