/** Finds the models on this machine, whoever put them there, and tells them apart by name. */
package org.llamajvm.hub.find;
