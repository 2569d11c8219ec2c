/// What `profundo train NAME` needs of a model: settings with their bounds, and a study of phases, figures and sheets.
package profundo.zoo.recipe;
