package org.llamajvm.server.page;

import java.util.Set;
import org.llamajvm.server.http.Routes;

/** The web page: three files, which have no secret and need no key. */
public final class Page {

  /** Where the files are. */
  public static final Set<String> PATHS = Set.of("/", "/style.css", "/app.js");

  private Page() {}

  /** Adds the files to the routes. */
  public static void addTo(Routes routes) {
    routes
        .get("/", PageFile.read("index.html", "text/html; charset=utf-8"))
        .get("/style.css", PageFile.read("style.css", "text/css; charset=utf-8"))
        .get("/app.js", PageFile.read("app.js", "text/javascript; charset=utf-8"));
  }
}
