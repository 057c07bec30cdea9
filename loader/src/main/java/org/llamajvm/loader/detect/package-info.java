/** Finds out what a directory holds. */
package org.llamajvm.loader.detect;
