package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A place where a program keeps models. */
interface Store {

  /** Where it is. */
  Path root();

  /**
   * The models in it; none if it is not there.
   *
   * @throws IOException if it cannot be read
   */
  List<FoundModel> models() throws IOException;
}
