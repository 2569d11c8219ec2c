/// What is to be done: a [profundo.app.experiment.Plan] is everything that the outcome of a run depends on, that of a classifier
/// ([profundo.app.experiment.Experiment]) or of a model of the zoo ([profundo.app.experiment.StudyPlan]).
///
/// [profundo.app.experiment.ExperimentFile] reads one from YAML: [profundo.app.experiment.Yaml] knows the places of its nodes,
/// [profundo.app.experiment.Form] what may stand where, and [profundo.app.experiment.Problems] gathers all that is wrong.
package profundo.app.experiment;
