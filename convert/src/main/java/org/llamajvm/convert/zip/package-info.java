/** Zip archives whose entries are stored as they are, read where they lie mapped. */
package org.llamajvm.convert.zip;
