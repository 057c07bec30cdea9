/** The web page. */
package org.llamajvm.server.page;
