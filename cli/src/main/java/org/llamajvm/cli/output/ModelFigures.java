package org.llamajvm.cli.output;

import org.llamajvm.models.ModelOutline;

/**
 * What a list says of the inside of a model.
 *
 * @param architecture the name of its class
 * @param parameters number of weights
 * @param bits of a weight, on average
 * @param totalBytes all memory that running it takes
 * @param pinnedBytes what of it must be in memory at once
 */
public record ModelFigures(
    String architecture, long parameters, double bits, long totalBytes, long pinnedBytes) {

  static ModelFigures of(ModelOutline outline) {
    return new ModelFigures(
        outline.config().architecture().className(),
        outline.parameters(),
        outline.bitsPerWeight(),
        outline.totalBytes(),
        outline.pinnedBytes());
  }
}
