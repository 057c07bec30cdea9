package org.llamajvm.models;

import org.llamajvm.engine.model.WeightFault;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.source.ModelSource;

/** Tells which file of a model was changed. What was seen the first time is said from then on. */
final class SourceFault implements WeightFault {

  private final ModelSource source;
  private ModelException first;

  SourceFault(ModelSource source) {
    this.source = source;
  }

  @Override
  public synchronized UnreadableModelException exception() {
    if (first == null) {
      first = source.fault();
    }
    return new UnreadableModelException(first);
  }
}
