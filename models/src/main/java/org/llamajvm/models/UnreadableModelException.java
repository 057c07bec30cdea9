package org.llamajvm.models;

import java.io.UncheckedIOException;
import org.llamajvm.format.ModelException;

/**
 * The weights of an open model cannot be read any more, because somebody cut off one of its files
 * or its disk fails. The model cannot be used from then on; it can be closed and opened again. The
 * cause says which file it is, and what has happened to it.
 */
public final class UnreadableModelException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  /** For a model with this fault. */
  public UnreadableModelException(ModelException cause) {
    super(cause.getMessage(), cause);
  }
}
