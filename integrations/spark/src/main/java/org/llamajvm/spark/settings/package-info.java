/** What can be set, and how it is written as text. */
package org.llamajvm.spark.settings;
