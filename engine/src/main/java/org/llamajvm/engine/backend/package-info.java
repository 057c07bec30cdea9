/** Chooses the kernels and the threads that a model runs on. */
package org.llamajvm.engine.backend;
