/** Has the JIT compiler translate the kernels before a model needs them. */
package org.llamajvm.models.warmup;
