/** Weight matrices in memory: floats, groups of 4- or 8-bit codes, blocks of GGUF. */
package org.llamajvm.engine.tensor;
