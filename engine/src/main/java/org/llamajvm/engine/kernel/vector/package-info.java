/**
 * The kernels on the Vector API, a room below for each kind of work. One source serves every vector
 * width; {@link org.llamajvm.engine.kernel.vector.lanes.Width} fixes it when it is loaded.
 */
package org.llamajvm.engine.kernel.vector;
