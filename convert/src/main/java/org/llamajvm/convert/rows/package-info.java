/** Rows of bytes, however they are scattered over files. */
package org.llamajvm.convert.rows;
