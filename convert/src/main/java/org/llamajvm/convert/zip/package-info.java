/** Reads zip archives with uncompressed entries from a mapped file. */
package org.llamajvm.convert.zip;
