package org.llamajvm.cli.output;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.find.FoundModel;
import org.llamajvm.hub.find.ModelCatalog;
import org.llamajvm.models.memory.MachineMemory;

/**
 * What a list says of all models. Each part is made once, by the thread that comes first, and
 * others wait for it: so it can be begun while arguments are still read. Safe to share between
 * threads.
 */
public final class ModelSurvey {

  private final FutureTask<ModelCatalog> catalog;
  private final FutureTask<MachineMemory> machine = new FutureTask<>(MachineMemory::current);
  private final FutureTask<KnownFigures> known;
  private final Map<String, FutureTask<ModelLine>> lines = new ConcurrentHashMap<>();

  /**
   * Reads nothing yet.
   *
   * @param surroundings say where figures are remembered
   * @param models looks for them
   * @param version of the program, see {@link KnownFigures#of}
   */
  public ModelSurvey(Surroundings surroundings, Supplier<ModelCatalog> models, String version) {
    catalog = new FutureTask<>(models::get);
    known = new FutureTask<>(() -> KnownFigures.of(surroundings, version));
  }

  /** Makes the lines of all models. */
  public void begin() {
    Thread.ofPlatform().daemon().name("llama-memory").start(machine); // which takes the JVM long
    catalog().models().entrySet().parallelStream().forEach(this::line);
  }

  /** The models. */
  public ModelCatalog catalog() {
    return result(catalog);
  }

  /**
   * What the list says of a model.
   *
   * @param model of the catalog, by its name there
   */
  public ModelLine line(Map.Entry<String, FoundModel> model) {
    return result(
        lines.computeIfAbsent(
            model.getKey(), name -> new FutureTask<>(() -> read(name, model.getValue()))));
  }

  private ModelLine read(String name, FoundModel model) {
    return ModelLine.of(name, model, result(machine), result(known));
  }

  /** Remembers the figures that were read. */
  public void save() {
    result(known).save();
  }

  /** What a task gives, which is done here unless another thread does it already. */
  private static <T> T result(FutureTask<T> task) {
    task.run();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts a list", e);
    }
  }
}
