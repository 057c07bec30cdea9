/** What the text of an answer is made of: thoughts, calls of functions, and what is said. */
package org.llamajvm.models.reply;
