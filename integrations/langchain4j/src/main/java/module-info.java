/** Models of this project as models of LangChain4j. */
module org.llamajvm.langchain4j {
  requires transitive langchain4j.core;
  requires transitive org.llamajvm.models;

  exports org.llamajvm.langchain4j;
}
