package org.llamajvm.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.hub.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, which get what they work with in their constructor, and everything else. */
final class CommandFactory implements IFactory {

  private final IFactory fallback = CommandLine.defaultFactory();
  private final Map<Class<?>, Object> parts;

  CommandFactory(Streams streams, Surroundings surroundings, Map<String, String> aliases) {
    parts =
        Map.of(
            Streams.class, streams,
            Surroundings.class, surroundings,
            ModelNames.class, new ModelNames(surroundings, aliases));
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length > 0 && parts.keySet().containsAll(Arrays.asList(parameters))) {
        Object[] arguments = Arrays.stream(parameters).map(parts::get).toArray();
        return type.cast(constructor.newInstance(arguments));
      }
    }
    return fallback.create(type);
  }
}
