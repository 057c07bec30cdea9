/** Converts 4-bit weights between MLX's row-major layout and the interleaved layout. */
package org.llamajvm.loader.layout;
