package org.llamajvm.models.value;

/**
 * A Java type has a part that no answer can be read as; the message names the part and its path.
 */
public final class UnsupportedTypeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  UnsupportedTypeException(String path, String problem) {
    super(path + ": " + problem);
  }
}
