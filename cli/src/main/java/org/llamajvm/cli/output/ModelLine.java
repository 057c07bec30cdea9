package org.llamajvm.cli.output;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.llamajvm.hub.find.FoundModel;
import org.llamajvm.models.ModelOutline;
import org.llamajvm.models.memory.MachineMemory;

/**
 * What a list says of a model.
 *
 * @param name by which it is told from all others
 * @param model where it is
 * @param outline what its headers say; nothing if they cannot be read
 * @param problem why it cannot run here
 * @param runs whether it can: {@code yes}, {@code slowly} or {@code no}
 */
public record ModelLine(
    String name,
    FoundModel model,
    Optional<ModelOutline> outline,
    Optional<String> problem,
    String runs) {

  private static final double MIB = 1L << 20;
  private static final double GIB = 1L << 30;

  /** Looks into the headers of a model. */
  public static ModelLine of(String name, FoundModel model, MachineMemory machine) {
    try {
      ModelOutline outline = ModelOutline.read(model.path());
      Optional<String> problem = problem(outline, machine);
      boolean never = outline.pinnedBytes() > machine.totalBytes();
      String runs = problem.isEmpty() ? "yes" : never ? "no" : "slowly";
      return new ModelLine(name, model, Optional.of(outline), problem, runs);
    } catch (IOException | RuntimeException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      return new ModelLine(
          name, model, Optional.empty(), Optional.of(reason.replaceFirst(" \\(file=.*", "")), "no");
    }
  }

  private static Optional<String> problem(ModelOutline outline, MachineMemory machine) {
    String sizes =
        String.format(
            Locale.ROOT,
            "it needs %.1f GiB and the machine has %.1f GiB",
            outline.totalBytes() / GIB,
            machine.totalBytes() / GIB);
    if (outline.pinnedBytes() > machine.totalBytes()) {
      return Optional.of("Too large: " + sizes);
    }
    return outline.totalBytes() > machine.totalBytes()
        ? Optional.of("Weights are read again and again: " + sizes)
        : Optional.empty();
  }

  /** The family. */
  public String family() {
    return outline
        .map(o -> o.config().architecture().className().replaceFirst("For(CausalLM|Cond).*", ""))
        .orElse("?");
  }

  /** The number of parameters, as {@code 1.1B}. */
  public String parameters() {
    return outline.map(o -> parameters(o.parameters())).orElse("");
  }

  private static String parameters(long count) {
    return count >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.1fB", count / 1e9)
        : count >= 1_000_000
            ? String.format(Locale.ROOT, "%.0fM", count / 1e6)
            : String.format(Locale.ROOT, "%.0fK", count / 1e3);
  }

  /** Bits of a weight, as {@code 4.5}. */
  public String bits() {
    return outline.map(o -> String.format(Locale.ROOT, "%.1f", o.bitsPerWeight())).orElse("");
  }

  /** Bytes of the files of weights, as {@code 1.5 GiB}. */
  public String size() {
    double bytes = model.bytes();
    if (bytes < MIB) {
      return String.format(Locale.ROOT, "%.0f KiB", bytes / (1 << 10));
    }
    return bytes < GIB
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / MIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
