/** What is known of Llama's weights: names, shapes, configuration, in Meta's and in other forms. */
package org.llamajvm.convert.llama;
