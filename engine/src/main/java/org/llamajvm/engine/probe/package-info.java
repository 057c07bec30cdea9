/** Measures the limits of the machine: memory bandwidth and multiply-adds. */
package org.llamajvm.engine.probe;
