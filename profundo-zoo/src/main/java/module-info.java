/// Models of the field, one file each, to be read beside their papers.
module org.profundo.zoo {
  requires transitive org.profundo.core;

  exports profundo.zoo;
  exports profundo.zoo.autoencoder;
  exports profundo.zoo.boltzmann;
  exports profundo.zoo.recipe;
  exports profundo.zoo.stack;

  // So that core finds the variables in records that are not public.
  opens profundo.zoo.autoencoder to
      org.profundo.core;
  opens profundo.zoo.boltzmann to
      org.profundo.core;
}
