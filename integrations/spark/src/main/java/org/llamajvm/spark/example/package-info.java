/** A job to start from. */
package org.llamajvm.spark.example;
