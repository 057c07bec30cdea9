package org.llamajvm.engine.cache;

/** The budget of a {@link KvPool} has no room for another page. */
public final class KvPoolFullException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  KvPoolFullException(long budget, long used, long wanted) {
    super(
        "The keys and values of all sequences take %d of %d bytes; there is no room for %d more"
            .formatted(used, budget, wanted));
  }
}
