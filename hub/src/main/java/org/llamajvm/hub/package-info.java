/** What finding and pulling models have in common: the surroundings, names, and how it fails. */
package org.llamajvm.hub;
