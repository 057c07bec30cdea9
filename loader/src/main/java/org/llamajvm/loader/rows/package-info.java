/** Rows of tensors wherever they lie: mapped, strided, joined from slices, reordered. */
package org.llamajvm.loader.rows;
