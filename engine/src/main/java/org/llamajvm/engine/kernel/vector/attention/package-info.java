/** Products with pages of the KV cache. */
package org.llamajvm.engine.kernel.vector.attention;
