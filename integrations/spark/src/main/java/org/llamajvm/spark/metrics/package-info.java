/** What was done: for the driver as accumulators, for an executor in Spark's metric system. */
package org.llamajvm.spark.metrics;
