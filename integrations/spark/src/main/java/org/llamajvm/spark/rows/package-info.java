/** Rows with prompts become rows with answers, in the task of an executor. */
package org.llamajvm.spark.rows;
