/** Rotary positions and grouped-query attention. */
package org.llamajvm.engine.attention;
