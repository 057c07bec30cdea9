/** What a set of kernels can do. The sets themselves are the packages below. */
package org.llamajvm.engine.kernel;
