/** Mapped files, files that are written whole or not at all, and checksums. */
package org.llamajvm.convert.files;
