package org.llamajvm.hub.find;

import java.io.IOException;
import java.util.List;
import org.llamajvm.format.ForeignText;

/** A name fits several models. */
public final class AmbiguousNameException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> candidates;

  AmbiguousNameException(String name, List<String> candidates) {
    super(
        "Which model is '%s'? Name one of %s"
            .formatted(ForeignText.part(name), ForeignText.message(String.join(", ", candidates))));
    this.candidates = List.copyOf(candidates);
  }

  /** The names of those that fit; null after serialisation. */
  public List<String> candidates() {
    return candidates;
  }
}
