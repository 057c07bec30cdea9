/**
 * Meta's checkpoints: model-parallel slices {@code consolidated.NN.pth} with {@code params.json}.
 */
package org.llamajvm.convert.meta;
