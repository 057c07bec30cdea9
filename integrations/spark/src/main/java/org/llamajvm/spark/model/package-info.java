/** The model of an executor: where it comes from, whether it fits, who uses it. */
package org.llamajvm.spark.model;
