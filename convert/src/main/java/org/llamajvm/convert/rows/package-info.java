/** Sources of rows of bytes: mapped, strided, joined from slices, reordered. */
package org.llamajvm.convert.rows;
