package org.llamajvm.cli;

import java.lang.reflect.Constructor;
import org.llamajvm.cli.output.Streams;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, which get the streams in their constructor, and everything else. */
final class CommandFactory implements IFactory {

  private final IFactory fallback = CommandLine.defaultFactory();
  private final Streams streams;

  CommandFactory(Streams streams) {
    this.streams = streams;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Streams.class) {
        return type.cast(constructor.newInstance(streams));
      }
    }
    return fallback.create(type);
  }
}
