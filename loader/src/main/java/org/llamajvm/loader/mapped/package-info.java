/** Files mapped into memory, and little-endian numbers in them. */
package org.llamajvm.loader.mapped;
