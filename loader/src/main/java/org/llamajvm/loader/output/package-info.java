/** Files that are written whole or not at all, and their checksums. */
package org.llamajvm.loader.output;
