/**
 * The kernels on the Vector API, with a package for each kind of work. One source serves every
 * vector width. {@link org.llamajvm.engine.kernel.vector.lanes.Width} fixes the width once, when it
 * is loaded.
 */
package org.llamajvm.engine.kernel.vector;
