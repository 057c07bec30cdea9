/** Answers in JSON become values of Spark's types. */
package org.llamajvm.spark.answer;
