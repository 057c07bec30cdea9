/** The forward pass: a model bound to kernels. It computes steps over batches of sequences. */
package org.llamajvm.engine.model;
