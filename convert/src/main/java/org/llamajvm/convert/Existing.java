package org.llamajvm.convert;

/** What to do with a directory that holds something already. */
public enum Existing {
  /** Leave it alone and fail. */
  REFUSE,
  /** Go on with a conversion that did not finish; begin one if the directory is empty. */
  RESUME,
  /** Remove the model that is there, and begin. */
  OVERWRITE
}
