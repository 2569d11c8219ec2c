/// Readers that turn files into data sets: tables, text, sound, series, volumes, pictures.
module org.profundo.data {
  requires transitive org.profundo.core;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires org.apache.lucene.analysis.common;
  requires transitive org.apache.lucene.core;
  requires JTransforms;

  exports profundo.files;
}
