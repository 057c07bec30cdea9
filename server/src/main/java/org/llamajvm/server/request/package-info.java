/** What the bodies of all protocols have in common. */
package org.llamajvm.server.request;
