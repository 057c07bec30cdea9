/** Weight matrices as they lie in memory: plain floats and 4- or 8-bit groups. */
package org.llamajvm.engine.tensor;
