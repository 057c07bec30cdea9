/** A column of prompts becomes a column of answers, in the executors of Apache Spark. */
package org.llamajvm.spark;
