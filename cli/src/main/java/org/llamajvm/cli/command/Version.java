package org.llamajvm.cli.command;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the module was built with. */
public final class Version implements IVersionProvider {

  /** Picocli makes it. */
  public Version() {}

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Version.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("(development)");
    return new String[] {
      "llama-jvm " + version,
      "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"))
    };
  }
}
