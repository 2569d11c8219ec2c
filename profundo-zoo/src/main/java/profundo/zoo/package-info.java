/// Models of the field, one file each, to be read beside their papers: the equations as code, the citation, the
/// published figure, and the command that reproduces it.
///
/// A model is a record of variables or layers that tells how it learns by [profundo.train.Step]s. Those that the program
/// trains by name have a [profundo.zoo.recipe.Recipe] in [Zoo].
package profundo.zoo;
