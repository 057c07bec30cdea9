package org.llamajvm.models.architecture;

/** Whether linear layers have a bias. */
public enum Bias {
  /** The configuration says so: the tensors must be there. */
  REQUIRED,
  /** The configuration says that there is none: tensors that are there are not used. */
  NONE,
  /** The configuration says nothing: a layer has a bias if the tensor is there. */
  IF_THERE
}
