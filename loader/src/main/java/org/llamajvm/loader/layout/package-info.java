/** Converts weights of few bits between row-major layouts and the interleaved layout. */
package org.llamajvm.loader.layout;
