/** The choice of kernels and threads. */
package org.llamajvm.engine.backend;
