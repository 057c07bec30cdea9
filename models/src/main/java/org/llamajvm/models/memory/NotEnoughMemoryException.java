package org.llamajvm.models.memory;

import java.util.Locale;

/** A context needs more memory than the machine has. */
public final class NotEnoughMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Compares what a context needs with what there is. */
  public NotEnoughMemoryException(int context, MemoryEstimate need, MachineMemory machine) {
    super(
        ("A context of %d tokens needs %s (KV cache %s, scratch %s, weights %s), but the machine"
                + " has %s; ask for a smaller context")
            .formatted(
                context,
                gib(need.total()),
                gib(need.cache()),
                gib(need.scratch()),
                gib(need.weights()),
                gib(machine.totalBytes())));
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
  }
}
