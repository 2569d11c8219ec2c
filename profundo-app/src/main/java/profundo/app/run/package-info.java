/// Doing it: training as a [profundo.app.experiment.Plan] says, in a folder from which it goes on after it was killed.
///
/// [profundo.app.run.RunFrame] is what is alike in every run; [profundo.app.run.TrainingRun] trains a classifier and
/// [profundo.app.run.StudyRun] a model of the zoo within it. [profundo.app.run.RunFolder] is what they leave behind.
package profundo.app.run;
