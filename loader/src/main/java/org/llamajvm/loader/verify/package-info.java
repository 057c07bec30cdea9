/** Checks a model's directory byte by byte. */
package org.llamajvm.loader.verify;
