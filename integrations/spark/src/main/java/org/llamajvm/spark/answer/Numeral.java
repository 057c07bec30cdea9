package org.llamajvm.spark.answer;

/**
 * A number as it is written in JSON.
 *
 * @param text of any size
 */
record Numeral(String text) {}
