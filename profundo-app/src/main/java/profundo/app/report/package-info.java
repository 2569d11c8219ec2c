/// `report.html`: what a training run did, in one file that needs nothing else.
///
/// [profundo.app.report.ReportData] is all that is shown, as plain data; [profundo.app.report.Report] writes it. The
/// rest of the public types gather it: [profundo.app.report.ReportListener] from a run as it goes on,
/// [profundo.app.report.Predictions] from a trained model and its test data, [profundo.app.report.FeatureMaps] and
/// [profundo.app.report.FirstLayer] from the model itself.
package profundo.app.report;
