package org.llamajvm.cli.output;

/** The window in which a terminal shows what is printed. */
public final class Window {

  private static final int USUAL = 80;
  private static final int NARROWEST = 20;

  private Window() {}

  /** Cells of a line, as the launcher or the environment says; 80 where nobody says. */
  public static int columns() {
    String said = System.getProperty("llama.columns", System.getenv("COLUMNS"));
    return said != null && said.matches("\\d{1,4}")
        ? Math.max(NARROWEST, Integer.parseInt(said))
        : USUAL;
  }
}
