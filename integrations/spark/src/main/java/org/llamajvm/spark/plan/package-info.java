/** Answers as a part of Spark's plans. */
package org.llamajvm.spark.plan;
