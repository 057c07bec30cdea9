/** Rounds rows of weights to ggml's blocks. */
package org.llamajvm.convert.block;
