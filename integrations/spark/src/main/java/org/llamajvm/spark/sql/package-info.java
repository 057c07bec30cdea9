/** The SQL function {@code llama_generate}. */
package org.llamajvm.spark.sql;
