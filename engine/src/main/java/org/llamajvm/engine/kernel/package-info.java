/** The interfaces of the kernels. The packages below implement them: scalar and vector. */
package org.llamajvm.engine.kernel;
