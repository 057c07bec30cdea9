/** Row-major 4-bit weights to the order in which the kernels read them, and back. */
package org.llamajvm.loader.layout;
