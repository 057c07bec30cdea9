/** The steps of many requests: who waits, who runs, and how prompts are cut. Knows no text. */
package org.llamajvm.models.schedule;
