/** The forward pass: a model bound to kernels, which computes steps over batches of sequences. */
package org.llamajvm.engine.model;
