package org.llamajvm.cli.output;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.llamajvm.hub.find.FoundModel;
import org.llamajvm.models.OutlineReader;
import org.llamajvm.models.memory.MachineMemory;

/**
 * What a list says of a model.
 *
 * @param name by which it is told from all others
 * @param model where it is
 * @param figures what its headers say; nothing if they cannot be read
 * @param problem why it cannot run here
 * @param runs whether it can: {@code yes}, {@code slowly} or {@code no}
 */
public record ModelLine(
    String name,
    FoundModel model,
    Optional<ModelFigures> figures,
    Optional<String> problem,
    String runs) {

  /** What names of classes end in. */
  private static final List<String> ENDS = List.of("ForCausalLM", "ForCond");

  private static final double MIB = 1L << 20;
  private static final double GIB = 1L << 30;

  /**
   * Looks into the headers of a model, unless what they say is remembered.
   *
   * @param known what is remembered
   */
  public static ModelLine of(
      String name, FoundModel model, OutlineReader reader, KnownFigures known) {
    MachineMemory machine = reader.machine();
    try {
      model.checkFiles();
      Optional<ModelFigures> remembered = known.find(model);
      ModelFigures figures =
          remembered.isPresent() ? remembered.get() : ModelFigures.of(reader.read(model.path()));
      if (remembered.isEmpty()) {
        known.add(model, figures);
      }
      Optional<String> problem = problem(figures, machine);
      boolean never = figures.pinnedBytes() > machine.totalBytes();
      String runs = problem.isEmpty() ? "yes" : never ? "no" : "slowly";
      return new ModelLine(name, model, Optional.of(figures), problem, runs);
    } catch (IOException | RuntimeException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      return new ModelLine(
          name, model, Optional.empty(), Optional.of(reason.replaceFirst(" \\(file=.*", "")), "no");
    }
  }

  private static Optional<String> problem(ModelFigures figures, MachineMemory machine) {
    if (figures.pinnedBytes() > machine.totalBytes()) {
      return Optional.of("Too large: " + sizes(figures, machine));
    }
    return figures.totalBytes() > machine.totalBytes()
        ? Optional.of("Weights are read again and again: " + sizes(figures, machine))
        : Optional.empty();
  }

  private static String sizes(ModelFigures figures, MachineMemory machine) {
    return "it needs %s GiB and the machine has %s GiB"
        .formatted(
            Sizes.tenths(figures.totalBytes() / GIB), Sizes.tenths(machine.totalBytes() / GIB));
  }

  /** The family: the name of the class as far as it tells families apart. */
  public String family() {
    return figures.map(known -> family(known.architecture())).orElse("?");
  }

  private static String family(String architecture) {
    for (String end : ENDS) {
      int at = architecture.indexOf(end);
      if (at >= 0) {
        return architecture.substring(0, at);
      }
    }
    return architecture;
  }

  /** The number of parameters, as {@code 1.1B}. */
  public String parameters() {
    return figures.map(known -> parameters(known.parameters())).orElse("");
  }

  private static String parameters(long count) {
    return count >= 1_000_000_000
        ? Sizes.tenths(count / 1e9) + "B"
        : count >= 1_000_000 ? Math.round(count / 1e6) + "M" : Math.round(count / 1e3) + "K";
  }

  /** Bits of a weight, as {@code 4.5}. */
  public String bits() {
    return figures.map(known -> Sizes.tenths(known.bits())).orElse("");
  }

  /** Bytes of the files of weights, as {@code 1.5 GiB}. */
  public String size() {
    double bytes = model.bytes();
    if (bytes < MIB) {
      return Math.round(bytes / (1 << 10)) + " KiB";
    }
    return bytes < GIB ? Sizes.tenths(bytes / MIB) + " MiB" : Sizes.tenths(bytes / GIB) + " GiB";
  }
}
