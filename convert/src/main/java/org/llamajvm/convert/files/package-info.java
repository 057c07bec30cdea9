/** Files that are mapped, files that are written whole or not at all, and their checksums. */
package org.llamajvm.convert.files;
