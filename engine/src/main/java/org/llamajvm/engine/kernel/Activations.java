package org.llamajvm.engine.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of a matrix product for a batch of tokens: in float32 and, in other {@linkplain
 * InputForm forms}, as kernels ask for them. Filled by one thread, except where {@link
 * EncodedInput} allows several; then read by all.
 */
public final class Activations {

  private final int cols;
  private final List<InputForm> forms = new ArrayList<>();
  private final List<EncodedInput> inputs = new ArrayList<>();
  private float[] values = {};

  /**
   * Makes room for no token yet.
   *
   * @param cols columns of one token: the inputs of the matrix
   */
  public Activations(int cols) {
    this.cols = cols;
  }

  /** Columns of one token. */
  public int cols() {
    return cols;
  }

  /** Makes room for the floats of a batch; what was there is lost. */
  public void reserve(int tokens) {
    if (values.length < tokens * cols) {
      values = new float[tokens * cols];
    }
  }

  /** (tokens, cols) in float32. */
  public float[] values() {
    return values;
  }

  /**
   * The buffers of a form, the same ones for equal forms. They do not follow the floats: whoever
   * changed those has to encode them again.
   *
   * @throws IllegalArgumentException if the form does not fit the columns
   */
  public EncodedInput in(InputForm form) {
    int index = forms.indexOf(form);
    if (index >= 0) {
      return inputs.get(index);
    }
    EncodedInput input = form.newInput(cols);
    forms.add(form);
    inputs.add(input);
    return input;
  }
}
