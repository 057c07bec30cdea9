/**
 * The kernels on the Vector API. One source serves every vector width; {@link
 * org.llamajvm.engine.kernel.vector.Width} fixes it when it is loaded.
 */
package org.llamajvm.engine.kernel.vector;
