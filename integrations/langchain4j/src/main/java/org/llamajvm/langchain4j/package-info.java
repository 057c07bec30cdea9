/** Models of this project as models of LangChain4j. */
package org.llamajvm.langchain4j;
