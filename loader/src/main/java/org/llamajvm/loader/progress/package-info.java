/** How long work tells of its progress. */
package org.llamajvm.loader.progress;
